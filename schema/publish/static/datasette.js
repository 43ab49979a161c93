/* What screen readers miss on Datasette's own pages: the language, the main part, names of the filter's fields. */
// when all is loaded, and a moment later for the SQL editor, which then makes its field
window.addEventListener("load", () => {
  const root = document.documentElement;
  if (!root.lang) root.lang = "en";
  for (const term of document.querySelectorAll("h1, table.rows-and-columns tbody")) term.lang ||= "zh-Hans";
  const content = document.querySelector("section.content");
  if (content && !document.querySelector("main")) {
    content.setAttribute("role", "main");
    content.id ||= "content";
    content.tabIndex = -1; // the skip link leads here
  }
  const names = {
    _filter_column: "列 Column",
    _filter_op: "条件 Condition",
    _filter_value: "值 Value",
    _sort: "排序 Sort by",
    _size: "行数 Rows",
  };
  for (const field of document.querySelectorAll("form [name^='_']")) {
    const name = names[field.name.replace(/_\d+$/, "")];
    const named = field.labels?.length || field.hasAttribute("aria-label") || field.type === "hidden";
    if (name && !named) field.setAttribute("aria-label", name);
  }
  setTimeout(() => {
    for (const editor of document.querySelectorAll(".CodeMirror textarea, textarea[name='sql']")) {
      editor.setAttribute("aria-label", "SQL");
    }
  });
});
