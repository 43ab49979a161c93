/* Draws every figure.chart from the table that stands behind it. Lines differ by dash and point shape, not colour alone. */
"use strict";
(() => {
  const INK = ["#1f4f7a", "#b3541e", "#3f6b2f", "#7a2f5c", "#555555", "#8a6d00", "#0f6e6e", "#8c1c13"];
  const DASH = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4], [2, 6], [6, 2, 2, 2, 2, 2]];
  const SHAPE = ["circle", "rect", "triangle", "rectRot", "crossRot", "star", "rectRounded", "cross"];

  function read(figure) {
    const table = figure.querySelector("table");
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const rows = [...table.tBodies[0].rows];
    const drawn = Number(figure.dataset.drawn);
    return {
      places: rows.map((row) => row.cells[0].dataset.place ?? row.cells[0].textContent.trim()),
      lines: heads.slice(0, drawn).map((head, number) => ({
        label: head.textContent.trim(),
        data: rows.map((row) => {
          const value = row.cells[number + 1].dataset.value;
          return value === undefined ? null : Number(value);
        }),
        note: rows.map((row) => row.cells[number + 1].textContent.trim()),
      })),
    };
  }

  function draw(figure) {
    const { places, lines } = read(figure);
    const kind = figure.dataset.kind;
    const numeric = figure.dataset.numeric === "1";
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const font = getComputedStyle(document.body).getPropertyValue("--sans");
    window.Chart.defaults.font.family = font || undefined;
    new window.Chart(figure.querySelector("canvas"), {
      type: kind === "bar" ? "bar" : "line",
      data: {
        labels: numeric ? undefined : places,
        datasets: lines.map((line, number) => ({
          label: line.label,
          note: line.note,
          data: numeric ? line.data.map((y, place) => ({ x: Number(places[place]), y })) : line.data,
          borderColor: INK[number % INK.length],
          backgroundColor: kind === "bar" ? INK[number % INK.length] + "cc" : INK[number % INK.length],
          borderDash: DASH[number % DASH.length],
          borderWidth: 2,
          pointStyle: SHAPE[number % SHAPE.length],
          pointRadius: 4 + 0.6 * number, // the first line lies on top: a point under its point is still seen
          stepped: kind === "steps" ? "before" : false,
          spanGaps: false,
          tension: 0,
        })),
      },
      options: {
        animation: still ? false : { duration: 200 },
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { type: numeric ? "linear" : "category", title: { display: true, text: figure.dataset.axis }, ticks: { precision: 0 } },
          y: { beginAtZero: true, suggestedMax: figure.dataset.top ? Number(figure.dataset.top) : undefined, ticks: { precision: 0 } },
        },
        plugins: {
          legend: { position: "bottom", labels: { usePointStyle: true, boxWidth: 10, boxHeight: 7, padding: 14 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label} ${item.dataset.note[item.dataIndex]}` } },
        },
      },
    });
    figure.classList.add("drawn");
  }

  for (const figure of document.querySelectorAll("figure.chart")) draw(figure);
})();
