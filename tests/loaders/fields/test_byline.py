"""Bylines, sign-offs and digest openings in the forms that papers print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.fields.byline import (
    Signature,
    leading_byline,
    merge,
    read_byline,
    read_dateline,
    read_digest,
    read_signoff,
    trailing_signoff,
)
from lilun.loaders.fields.signatories import Signatory
from lilun.loaders.rules import rows

ZHANG, LI, WANG = "张文博", "李秀英", "王海涛"


def brief(signatories: tuple[Signatory, ...]) -> list[str]:
    """A line a signatory: name, kind or role when it is not the usual one, organizations with posts."""
    lines = []
    for s in signatories:
        words = [s.name or "-"]
        words += [s.kind] if s.kind != "person" else []
        words += [s.role] if s.role != "author" else []
        words += [s.place] if s.place else []
        words += ["/".join([a.organization, *(p.title for p in a.positions)]) for a in s.affiliations]
        lines.append(" ".join(words))
    return lines


BYLINES: list[tuple[str, list[str]]] = [
    ("张文博（临江大学教授）李秀英（东海大学讲师）", [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/讲师"]),
    ("嘉 宾：张文博 临江大学教授", [f"{ZHANG} 临江大学/教授"]),
    ("何塞·里奥斯（秘鲁） 张文博", ["何塞·里奥斯", ZHANG]),
    ("临江大学治理研究中心 执笔：张文博", ["临江大学治理研究中心 group", f"{ZHANG} writer"]),
    ("□ 省委党校、省社会治理研究中心", ["省委党校 group", "省社会治理研究中心 group"]),
    ("《东海论丛》杂志评论员", ["《东海论丛》杂志评论员 staff"]),
    ("水利部党组", ["水利部党组 group"]),
    ("塞外平", ["塞外平"]),
    ("[张文博][李秀英]", [ZHANG, LI]),
    ("[张文博] [李 秀 英]", [ZHANG, LI]),
    ("【张文博】、【李秀英】", [ZHANG, LI]),
    ("临江大学历史学院教授、运河研究中心主任", ["- 临江大学历史学院/教授 运河研究中心/主任"]),
    ("才旺班典", ["才旺班典"]),
    ("热依木·托合提", ["热依木·托合提"]),
    ("本报记者 张文博 李秀英 摄影报道", [ZHANG, LI]),
    ("临江日报记者 张文博 发自北京", [ZHANG]),
    ("[张文博]", [ZHANG]),
    ("【张文博】", [ZHANG]),
    ("（张文博）", [ZHANG]),
    ("(张文博)", [ZHANG]),
    ("张文博", [ZHANG]),
    ("  张文博 ", [ZHANG]),
    ("□张文博", [ZHANG]),
    ("□ 张文博", [ZHANG]),
    ("■ 张文博 李秀英", [ZHANG, LI]),
    ("◎欧阳雪琴", ["欧阳雪琴"]),
    ("●张 丽", ["张丽"]),
    ("□ 方圆", ["方圆"]),
    ("□ 向前", ["向前"]),
    ("■本报记者 张文博", [ZHANG]),
    ("本报记者 张文博", [ZHANG]),
    ("本报记者张文博", [ZHANG]),
    ("本报记者：张文博", [ZHANG]),
    ("本报记者 张文博 李秀英 通讯员 王海涛", [ZHANG, LI, f"{WANG} correspondent"]),
    ("新华社记者张文博", [ZHANG]),
    ("临江日报全媒体记者 张文博", [ZHANG]),
    ("本报驻京记者 张文博", [ZHANG]),
    ("本报记者", ["本报记者 staff"]),
    ("张文博/文", [ZHANG]),
    ("文/张文博", [ZHANG]),
    ("文|张文博", [ZHANG]),
    ("文／张文博", [ZHANG]),
    ("张文博 文", [ZHANG]),
    ("撰文/张文博", [ZHANG]),
    ("张文博 李秀英 王海涛", [ZHANG, LI, WANG]),
    ("张文博\u3000李秀英", [ZHANG, LI]),
    ("张文博、李秀英", [ZHANG, LI]),
    ("张 丽", ["张丽"]),
    ("张 丽 李文博", ["张丽", "李文博"]),
    ("张 丽 李 明", ["张丽", "李明"]),
    ("张 文 博", [ZHANG]),
    ("欧阳 明", ["欧阳明"]),
    ("张文博（临江大学）", [f"{ZHANG} 临江大学"]),
    ("张文博(临江大学教授)", [f"{ZHANG} 临江大学/教授"]),
    (
        "张文博（临江大学教授） 李秀英（省社科院研究员）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 省社科院/研究员"],
    ),
    ("临江大学 张文博", [f"{ZHANG} 临江大学"]),
    ("临江大学经济学院教授 张文博", [f"{ZHANG} 临江大学经济学院/教授"]),
    ("临江大学经济学院教授张文博", [f"{ZHANG} 临江大学经济学院/教授"]),
    ("临江大学教授、博士生导师 张文博", [f"{ZHANG} 临江大学/教授/博士生导师"]),
    ("张文博 临江大学教授", [f"{ZHANG} 临江大学/教授"]),
    ("中共临江市委宣传部 张文博 李秀英", [f"{ZHANG} 中共临江市委宣传部", f"{LI} 中共临江市委宣传部"]),
    ("临江大学 张文博 东海大学 李秀英", [f"{ZHANG} 临江大学", f"{LI} 东海大学"]),
    ("中共临江市委书记 张文博", [f"{ZHANG} 中共临江市委/书记"]),
    ("张文博 来自临江大学", [f"{ZHANG} 临江大学"]),
    ("张文博 整理", [f"{ZHANG} compiler"]),
    ("整理/张文博", [f"{ZHANG} compiler"]),
    ("本报记者 张文博 整理", [f"{ZHANG} compiler"]),
    ("采访整理：张文博", [f"{ZHANG} compiler"]),
    ("口述：张文博 整理：李秀英", [ZHANG, f"{LI} compiler"]),
    ("作者：张文博", [ZHANG]),
    ("作者 张文博", [ZHANG]),
    ("作者/张文博", [ZHANG]),
    ("作者：张文博 单位：临江大学", [f"{ZHANG} 临江大学"]),
    ("撰稿人：张文博", [ZHANG]),
    ("执笔：张文博 李秀英", [f"{ZHANG} writer", f"{LI} writer"]),
    ("[美]约翰·史密斯 著 张文博 译", ["约翰·史密斯", f"{ZHANG} translator"]),
    ("（德）卡尔·魏斯", ["卡尔·魏斯"]),
    ("阿不都热西提·买买提", ["阿不都热西提·买买提"]),
    ("扎西多吉", ["扎西多吉"]),
    ("本报评论员", ["本报评论员 staff"]),
    ("□ 本报评论员", ["本报评论员 staff"]),
    ("社论", ["社论 staff"]),
    ("本报特约评论员", ["本报特约评论员 staff"]),
    ("特约评论员 张文博", [ZHANG]),
    ("本报编辑部", ["本报编辑部 staff"]),
    ("临江日报评论员", ["临江日报评论员 staff"]),
    ("任仲平", ["任仲平"]),
    ("钟声", ["钟声"]),
    ("临江市委党校课题组", ["临江市委党校课题组 group"]),
    ("临江省中国特色社会主义理论体系研究中心", ["临江省中国特色社会主义理论体系研究中心 group"]),
    ("省社科院课题组 执笔：张文博", ["省社科院课题组 group", f"{ZHANG} writer"]),
    ("临江市委党校课题组（执笔：张文博）", ["临江市委党校课题组 group", f"{ZHANG} writer"]),
    ("口张文博", [ZHANG]),
    ("文 张文博 图 李秀英", [ZHANG]),
    ("图/文 张文博", [ZHANG]),
    ("光明日报记者 张文博 光明日报通讯员 李秀英", [ZHANG, f"{LI} correspondent"]),
    ("记者张文博通讯员李秀英", [ZHANG, f"{LI} correspondent"]),
    ("张文博   李秀英", [ZHANG, LI]),
    ("——张文博", [ZHANG]),
    ("江北县双河镇 张文博", [f"{ZHANG} 江北县双河镇"]),
    ("漆 园 张文博", ["漆园", ZHANG]),
    ("温如故/文", ["温如故"]),
    ("柳 苇（临江大学）", ["柳苇 临江大学"]),
    ("北京朝阳区 张文博", [f"{ZHANG} 北京朝阳区"]),
    ("辽宁省大连市 张文博", [f"{ZHANG} 辽宁省大连市"]),
    ("陳志華", ["陳志華"]),
    ("本報記者 陳志華", ["陳志華"]),
    ("張麗娟 臨江大學教授", ["張麗娟 臨江大學/教授"]),
    ("［张文博］", [ZHANG]),
    ("［英］约翰·史密斯 著 张文博 译", ["约翰·史密斯", f"{ZHANG} translator"]),
    ("张 丽 李 明 王 涛", ["张丽", "李明", "王涛"]),
    ("张 文 博 李 秀 英", [ZHANG, LI]),
    ("张 文博（临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("□张文博 □李秀英", [ZHANG, LI]),
    ("（临江市）张文博", [f"{ZHANG} 临江市"]),
    ("江苏南通 张文博", [f"{ZHANG} 江苏南通"]),
    ("临江市委党校 张文博", [f"{ZHANG} 临江市委党校"]),
    ("张文博1 李秀英2", [ZHANG, LI]),
    ("张文博 等", [ZHANG]),
    ("张文博等", [ZHANG]),
    ("张文博（回族）", [ZHANG]),
    ("张文博（女，藏族）", [ZHANG]),
    ("张文博 丌栎鸢", [ZHANG, "丌栎鸢"]),
    ("本报记者 张 丽 文/摄", ["张丽"]),
    ("本报群众工作部", ["本报群众工作部 staff"]),
    ("中共临江市委", ["中共临江市委 group"]),
    ("中共东海省水利厅党组", ["中共东海省水利厅党组 group"]),
    ("临江机械厂工人理论小组", ["临江机械厂工人理论小组 group"]),
    ("中共临江市委宣传部 供稿", ["中共临江市委宣传部 group"]),
    (
        "嘉宾：张文博（临江大学教授） 主持人：本报记者 李秀英",
        [f"{ZHANG} 临江大学/教授", f"{LI} interviewer"],
    ),
    ("本报临江5月9日电 记者张文博", [ZHANG]),
]

NOT_BYLINES = [
    "高质量发展",
    "方向前进",
    "成功之道",
    "加强党的领导",
    "文化自信",
    "三个必须",
    "责任编辑：张文博",
    "摄影 张文博",
    "李文博 摄",
    "坚持人民至上",
    "一、深化改革",
    "什么是新质生产力",
    "凝心聚力 开拓创新",
    "以改革促发展",
    "改革 创新 发展",
    "学习 思考 实践",
    "平安 和谐 法治",
    "何以中国",
    "理论",
    "思想纵横",
    "金融 科技",
    "马克思主义",
    "温故知新",
    "江山就是人民 人民就是江山",
    "李文博书记到我校调研",
    "临江大学举办研讨会",
    "2023年5月9日 星期二",
    "第六版 理论",
    "高举旗帜 砥砺前行",
    "向前",
    "成功",
    "平安",
    "关键在党",
    "为了谁 依靠谁",
    "农业强 农村美 农民富",
    "编者按",
    "核心提示",
    "完善政策 优化服务",
    "本报讯",
    "版式设计 张文博",
    "万水千山",
    "方法 路径 保障",
    "（一）",
    "（上）",
    "任务、路径与保障",
    "时代之问",
    "安全、绿色、共享",
    "电话：2345678",
    "A6",
    "理论周刊",
    "应对挑战 把握机遇",
    "国家治理",
    "常学常新 常悟常进",
    "严管厚爱",
    "党员 干部 群众",
    "强国之路",
    "（见图）",
    "校对：李秀英",
    "新时代",
    "高地 高峰",
    "■ 学习贯彻全会精神",
    "□ 把握时代脉搏",
    "● 坚持系统观念",
    "■ 以高质量党建引领发展",
    "建设学习型党委",
    "让技术在车间里发芽",
    "改 革 创 新 发 展",
    "活力从哪里来·问题讨论",
    "记者近日采访了临江大学教授张文博",
    "张文博 新任务",
    "当好县委书记",
    "从大学教授到企业研究员",
    "做一名人民满意的大学教授",
]

SIGNOFFS: list[tuple[str, list[str]]] = [
    ("张文博系市纪委宣传教育室主任", [f"{ZHANG} 市纪委宣传教育室/主任"]),
    ("张文博另兼临江市党史学会副会长", [f"{ZHANG} 临江市党史学会/副会长"]),
    ("（作者同时担任临江市志愿者协会副会长）", ["- 临江市志愿者协会/副会长"]),
    ("作者为临江市委党校教授，本报特约撰稿人", ["- 临江市委党校/教授"]),
    ("（作者单位：东海军区某旅。执笔：张文博）", ["- 东海军区某旅", f"{ZHANG} writer"]),
    ("（作者单位中共临江市委党校）", ["- 中共临江市委党校"]),
    ("（作者系东海大学教授，本报记者张文博采访整理）", ["- 东海大学/教授", f"{ZHANG} compiler"]),
    ("（作者系东海大学教授。本文根据录音整理，有删节）", ["- 东海大学/教授"]),
    (
        "（本文由临江市社科院课题组撰写，执笔：张文博）",
        ["临江市社科院课题组 group", f"{ZHANG} writer"],
    ),
    ("（临江大学教授、注册城乡规划师张文博撰稿）", [f"{ZHANG} 临江大学/教授/注册城乡规划师"]),
    ("（作者系资深媒体人）", ["- /资深媒体人"]),
    ("（作者系国家二级教授、临江大学学术委员会主任）", ["- 临江大学学术委员会/国家二级教授/主任"]),
    ("（作者系临江大学教授，江东省领军人才）", ["- 临江大学/教授/江东省领军人才"]),
    ("（作者系临江县人大常委会主任）", ["- 临江县人大常委会/主任"]),
    (
        "（张文博、李秀英均系临江大学副教授，王海涛系临江市文化局党组成员、副局长）",
        [f"{ZHANG} 临江大学/副教授", f"{LI} 临江大学/副教授", f"{WANG} 临江市文化局/党组成员/副局长"],
    ),
    (
        "（张文博、李秀英分别为临江大学教授、讲师，王海涛为临江市委党校讲师）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 临江大学/讲师", f"{WANG} 临江市委党校/讲师"],
    ),
    (
        "（第一作者张文博系临江大学教授，第二作者李秀英系云岭学院讲师）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 云岭学院/讲师"],
    ),
    (
        "（张文博系临江大学教授、运河研究中心主任王海涛系临江学院讲师）",  # a line's end was lost
        [f"{ZHANG} 临江大学/教授 运河研究中心/主任", f"{WANG} 临江学院/讲师"],
    ),
    ("（张文博系临江学院二级教授、省有突出贡献专家", [f"{ZHANG} 临江学院/二级教授/省有突出贡献专家"]),
    (
        "（张文博，男，1960年生，临江大学教授。李秀英，女，苗族，云岭大学讲师。）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 云岭大学/讲师"],
    ),
    ("（作者单位：临江大学（张文博）、云岭学院（李秀英））", [f"{ZHANG} 临江大学", f"{LI} 云岭学院"]),
    (
        "（作者：中央财经大学 王海涛中国社会科学院 李秀英）",
        [f"{WANG} 中央财经大学", f"{LI} 中国社会科学院"],
    ),
    ("（作者系临江市工商联智库专家）", ["- 临江市工商联/智库专家"]),
    ("（张文博 摘自《临江论坛》）", [ZHANG]),
    ("（作者系临江大学经济学院副教授）", ["- 临江大学经济学院/副教授"]),
    ("(作者系临江大学经济学院副教授)", ["- 临江大学经济学院/副教授"]),
    ("【作者系临江大学经济学院院长、教授】", ["- 临江大学经济学院/院长/教授"]),
    ("[作者为临江大学教授、东海发展研究中心研究员]", ["- 临江大学/教授 东海发展研究中心/研究员"]),
    ("（作者是军事科学院研究员、大校）", ["- 军事科学院/研究员/大校"]),
    ("（作者现任临江大学校长）", ["- 临江大学/校长"]),
    ("（作者任职于临江市委党校）", ["- 临江市委党校"]),
    ("（作者来自临江大学）", ["- 临江大学"]),
    ("（作者系临江大学教授", ["- 临江大学/教授"]),
    ("作者系临江大学教授。", ["- 临江大学/教授"]),
    ("（作者 系临江大学教授）", ["- 临江大学/教授"]),
    ("（ 作 者 系 临 江 大 学 教 授 ）", ["- 临江大学/教授"]),
    ("（作者系临江大学马克\n思主义学院教授）", ["- 临江大学马克思主义学院/教授"]),
    ("（作者系临江市委书记）", ["- 临江市委/书记"]),
    ("（作者系省委宣传部副部长、省社科联主席）", ["- 省委宣传部/副部长 省社科联/主席"]),
    ("（作者系教授、博士生导师）", ["- /教授/博士生导师"]),
    ("（本文作者系临江大学教授）", ["- 临江大学/教授"]),
    ("（本文作者：张文博，临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("【作者单位：临江大学马克思主义学院】", ["- 临江大学马克思主义学院"]),
    ("（作者单位 临江大学）", ["- 临江大学"]),
    ("作者单位：临江大学", ["- 临江大学"]),
    ("（作者单位：临江大学经济学院、东海大学管理学院）", ["- 临江大学经济学院 东海大学管理学院"]),
    ("(作者单位:临江大学,辽宁大连116024)", ["- 临江大学"]),
    ("（作者所在单位：临江市社科联）", ["- 临江市社科联"]),
    ("（作者均系临江大学博士研究生）", ["- 临江大学/博士研究生"]),
    ("（作者分别系临江大学教授、省社科院研究员）", ["- 临江大学/教授", "- 省社科院/研究员"]),
    ("（作者分别为临江大学院长、教授，省社科院副研究员）", ["- 临江大学/院长/教授", "- 省社科院/副研究员"]),
    ("（作者分别系临江大学院长、教授；省社科院研究员）", ["- 临江大学/院长/教授", "- 省社科院/研究员"]),
    ("（作者单位分别为临江大学、东海大学）", ["- 临江大学", "- 东海大学"]),
    ("（作者分别系临江大学教授、博士研究生）", ["- 临江大学/教授", "- 临江大学/博士研究生"]),
    ("（第一作者系临江大学教授，第二作者系东海大学讲师）", ["- 临江大学/教授", "- 东海大学/讲师"]),
    ("（作者：张文博）", [ZHANG]),
    ("（作者：张文博 李秀英）", [ZHANG, LI]),
    ("（作者：张文博，系临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("（作者张文博系临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    (
        "（作者张文博为临江大学教授，李秀英为东海大学副教授）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/副教授"],
    ),
    ("（作者：临江大学经济学院教授）", ["- 临江大学经济学院/教授"]),
    ("（作者：临江大学 张文博，东海大学 李秀英）", [f"{ZHANG} 临江大学", f"{LI} 东海大学"]),
    (
        "（作者：临江大学教授 张文博；东海大学讲师 李秀英）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/讲师"],
    ),
    ("（作者：张文博 单位：临江大学）", [f"{ZHANG} 临江大学"]),
    ("（作者简介：张文博，临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("作者：张文博，临江大学教授", [f"{ZHANG} 临江大学/教授"]),
    ("（张文博 作者单位：临江大学）", [f"{ZHANG} 临江大学"]),
    ("（张文博 临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("（张文博，临江大学教授；李秀英，东海大学讲师）", [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/讲师"]),
    ("（张文博系临江大学教授，李秀英系东海大学讲师）", [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/讲师"]),
    ("（张文博：临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
    ("（临江大学 张文博）", [f"{ZHANG} 临江大学"]),
    ("（张文博）", [ZHANG]),
    ("（执笔：张文博）", [f"{ZHANG} writer"]),
    ("（执笔：张文博、李秀英）", [f"{ZHANG} writer", f"{LI} writer"]),
    ("（执笔人：临江大学教授张文博）", [f"{ZHANG} writer 临江大学/教授"]),
    ("（课题组成员：张文博、李秀英）", [ZHANG, LI]),
    ("（省社科院课题组 执笔：张文博）", ["省社科院课题组 group", f"{ZHANG} writer"]),
    ("（张文博整理）", [f"{ZHANG} compiler"]),
    ("（本报记者张文博整理）", [f"{ZHANG} compiler"]),
    ("（本报记者 方可 整理）", ["方可 compiler"]),
    ("（作者：江河水 单位：省社科院）", ["江河水 省社科院"]),
    ("（作者系省社会科学院党委书记、教授）", ["- 省社会科学院/党委书记/教授"]),
    ("（作者系临江大学教授 责任编辑 李秀英）", ["- 临江大学/教授"]),
    (
        "（作者张文博 李秀英 分别系临江大学教授、东海大学讲师）",
        [f"{ZHANG} 临江大学/教授", f"{LI} 东海大学/讲师"],
    ),
    ("（张文博、李秀英均系临江大学教授）", [f"{ZHANG} 临江大学/教授", f"{LI} 临江大学/教授"]),
    ("（本文系省社科基金项目阶段性成果 作者单位：临江大学）", ["- 临江大学"]),
    ("（课题组组长：张文博；成员：李秀英、王海涛）", [ZHANG, LI, WANG]),
    ("（作者单位：1.临江大学 2.东海大学）", ["- 临江大学 东海大学"]),
    ("（作者系某国有企业高级工程师）", ["- 某国有企业/高级工程师"]),
    ("（整理：张文博）", [f"{ZHANG} compiler"]),
    ("（作者系临江大学教授；本文系国家社科基金项目“某某研究”阶段性成果）", ["- 临江大学/教授"]),
    ("（作者系臨江大學歷史學系教授）", ["- 臨江大學歷史學系/教授"]),
    ("（作者係臨江大學教授）", ["- 臨江大學/教授"]),
    ("（作者系临江大学教授）（据《光明日报》）", ["- 临江大学/教授"]),
    ("作者系临江大学教授）", ["- 临江大学/教授"]),
    ("▲作者系临江大学教授", ["- 临江大学/教授"]),
    ("单位：临江大学；东海大学", ["- 临江大学 东海大学"]),
    ("（作者系临江大学教授） 责任编辑：李秀英", ["- 临江大学/教授"]),
    ("（作者系临江大学教授，本文有删节）", ["- 临江大学/教授"]),
    ("（作者系临江大学教授 标题为编者所加）", ["- 临江大学/教授"]),
    ("【作者简介】张文博，临江大学教授。", [f"{ZHANG} 临江大学/教授"]),
    ("（中共临江市委组织部供稿）", ["中共临江市委组织部 group"]),
    ("（东海临江市 读者 张文博）", [f"{ZHANG} 东海临江市"]),
    ("（课题组成员：张文博、李秀英；执笔：李秀英）", [ZHANG, LI]),
]

SOURCES = [
    ("（据《临江日报》）", "临江日报"),
    ("（摘自《求是》2022年第3期）", "求是"),
    ("（原载《临江日报》2023年5月9日）", "临江日报"),
    ("（来源：新华网）", "新华网"),
    ("（据新华社电）", "新华社"),
    ("（选自《临江文集》）", "临江文集"),
    ("（转自《学习时报》）", "学习时报"),
    ("来源：《临江晚报》", "临江晚报"),
    ("（据《临江日报》报道）", "临江日报"),
    ("（摘自5月9日《临江日报》）", "临江日报"),
    ("（新华社临江5月9日电）", "新华社"),
    ("（新华社供稿）", "新华社"),
]

NOT_SIGNOFFS = [
    "（参与调研的还有临江大学教授张文博）",
    "（王阳明是思想家，陆九渊是理学家）",
    "（张文博、李秀英都是好榜样）",
    "（三）",
    "（见图）",
    "（笔者注）",
    "（2023年5月）",
    "（以上数据来源于国家统计局）",
    "（责任编辑：张文博）",
    "（下转第三版）",
    "（上接第一版）",
    "（本文系国家社科基金重点项目“某某研究”的阶段性成果）",
    "（以下简称《决定》）",
    "（编者注）",
    "（一）坚持党的领导",
    "（据统计，去年增长百分之五）",
    "作者认为，改革要有定力",
    "（图片来自网络）",
    "据介绍，临江市去年新增企业三千家。",
    "来源于实践又指导实践",
    "（未完待续）",
    "（征求意见稿）",
    "（GDP）",
    "（《求是》2022年第3期）",
    "作者要有问题意识",
    "执笔为民是作家的本分",
    "（临江大学）",
    "（略）",
    "（笔者系整理）",
    "（毛泽东语）",
    "（习近平，2021）",
    "（新华社发）",
    "企业的成本有看得见的，也有看不见的。摘自《经济导论》2016年第1期）",
]


@pytest.mark.parametrize(("text", "expected"), BYLINES)
def test_bylines(text: str, expected: list[str]) -> None:
    read = read_byline(text)
    assert read is not None
    assert brief(read.signatories) == expected
    assert read.form == "byline"


@pytest.mark.parametrize("text", NOT_BYLINES)
def test_headings_and_credits_are_no_bylines(text: str) -> None:
    read = read_byline(text)
    assert read is None or read.score < 0.4


@pytest.mark.parametrize(("text", "expected"), SIGNOFFS)
def test_signoffs(text: str, expected: list[str]) -> None:
    read = read_signoff(text)
    assert read is not None
    assert brief(read.signatories) == expected
    assert read.form == "signoff"
    assert read.score >= 0.6


@pytest.mark.parametrize(("text", "paper"), SOURCES)
def test_sources(text: str, paper: str) -> None:
    read = read_signoff(text)
    assert read is not None
    assert (read.form, read.reprinted_from, read.signatories) == ("source", paper, ())


def test_a_source_may_name_the_author() -> None:
    read = read_signoff("（摘自《学习时报》，作者：张文博）")
    assert read is not None
    assert (read.reprinted_from, brief(read.signatories)) == ("学习时报", [ZHANG])
    for text in (
        "（作者系临江大学教授；原载《临江学刊》2023年第2期，有删节）",
        "（秋 实，原载《临江学刊》第9期）",
    ):
        named = read_signoff(text)
        assert named is not None
        assert (named.reprinted_from, len(named.signatories)) == ("临江学刊", 1)
    both = read_signoff("（作者系临江大学教授）（据《光明日报》）")
    assert both is not None and both.reprinted_from == "光明日报"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("（摘自《临江日报》）", "digest"),
        ("（摘自《临江日报》，作者：张文博）", "digest"),
        ("（张文博 摘自《临江日报》）", "digest"),
        ("（原载《临江日报》）", "reprint"),
        ("（来源：《临江日报》）", "reprint"),
        ("（作者系临江大学教授）", ""),
    ],
)
def test_a_source_is_digested_or_reprinted(text: str, taken: str) -> None:
    read = read_signoff(text)
    assert read and read.taken == taken


@pytest.mark.parametrize("text", NOT_SIGNOFFS)
def test_remarks_are_no_signoffs(text: str) -> None:
    read = read_signoff(text)
    assert read is None or read.score < 0.5


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("改革永远在路上。", "（作者系临江大学教授）"),
        ("改革永远在路上。", "(作者系临江省委党校(临江行政学院)教授)"),
        ("改革永远在路上。", "【作者单位：临江大学】"),
        ("改革永远在路上。", "（作者系临江大学教授）（据《光明日报》）"),
        ("改革永远在路上。", "（张文博）"),
        ("改革永远在路上", "（作者单位：临江大学）"),
        ("改革永远在路上。", "（作者系临江大学教授"),
        ("改革永远在路上。", "作者：张文博 系临江大学教授"),
        ("改革永远在路上。", "（摘自《求是》2022年第3期）"),
        ("改革永远在路上。", "（执笔：张文博）。"),
    ],
)
def test_a_signoff_at_the_end_of_a_paragraph(body: str, sign: str) -> None:
    assert trailing_signoff(body + sign) == len(body)


@pytest.mark.parametrize(
    "paragraph",
    [
        "要继续推进（见图）",
        "正如一位诗人所说（张文博）",
        "改革永远在路上。",
        "规划草案（征求意见稿）",
        "（作者系临江大学教授）",
        "增长百分之五。（以上数据来源于国家统计局）",
        "这句话出自《论语》。",
        "",
    ],
)
def test_other_endings_are_left_alone(paragraph: str) -> None:
    assert trailing_signoff(paragraph) is None


@pytest.mark.parametrize(
    ("byline", "body"),
    [
        ("□张文博 ", "改革开放以来，经济持续增长。"),
        ("■ 张文博 李秀英 ", "改革开放以来，经济持续增长。"),
        ("本报记者 张文博 ", "近日，一场研讨会举行。"),
        ("[张文博]", "改革开放以来，经济持续增长。"),
        ("张文博\u3000\u3000", "改革开放以来，经济持续增长。"),
        ("张 丽  ", "改革开放以来，经济持续增长。"),
        ("（本报记者 张文博）", "近日，一场研讨会举行。"),
        ("作者：张文博 ", "改革开放以来，经济持续增长。"),
    ],
)
def test_a_byline_glued_to_the_first_paragraph(byline: str, body: str) -> None:
    assert leading_byline(byline + body) == len(byline)


@pytest.mark.parametrize(
    "paragraph",
    [
        "改革开放 以来我们取得成就",
        "马克思 恩格斯 指出",
        "新时代  我们要努力",
        "（一）坚持改革",
        "张文博指出，要努力",
        "【导语】改革",
        "",
    ],
)
def test_other_openings_are_left_alone(paragraph: str) -> None:
    assert leading_byline(paragraph) is None


@pytest.mark.parametrize(
    ("sentence", "paper", "expected"),
    [
        (
            "临江大学文学院教授、东海研究中心特约研究员张文博在《光明日报》撰文认为，文化有根。",
            "光明日报",
            [f"{ZHANG} digested 临江大学文学院/教授 东海研究中心/特约研究员"],
        ),
        ("张文博在《临江日报》（2023年5月9日）刊文指出，治理要实。", "临江日报", [f"{ZHANG} digested"]),
        (
            "临江大学教授张文博、李秀英在《求是》2023年第5期发表文章指出，治理要实。",
            "求是",
            [f"{ZHANG} digested 临江大学/教授", f"{LI} digested 临江大学/教授"],
        ),
        ("《人民日报》5月9日刊发张文博的文章指出，治理要实。", "人民日报", [f"{ZHANG} digested"]),
        (
            "临江大学校长张文博日前在《经济日报》上撰文说，治理要实。",
            "经济日报",
            [f"{ZHANG} digested 临江大学/校长"],
        ),
        (
            "省社科院研究员张文博近日在《学习时报》刊文称，治理要实。",
            "学习时报",
            [f"{ZHANG} digested 省社科院/研究员"],
        ),
        ("《治理论坛》近日刊发署名“张文博”的文章说，治理要实。", "治理论坛", [f"{ZHANG} digested"]),
        (
            "省社科院研究员张文博在《治理论坛》上撰文，对治理虚化提出批评。",
            "治理论坛",
            [f"{ZHANG} digested 省社科院/研究员"],
        ),
        (
            "日本东海大学教授佐佐木健一在《治理论坛》发表文章说，治理要实。",
            "治理论坛",
            ["佐佐木健一 digested 日本东海大学/教授"],
        ),
        ("张文博在5月9日的《临江日报》撰文提出，治理要实。", "临江日报", [f"{ZHANG} digested"]),
        (
            "省社科院研究员张文博在《治理论坛》上认为，治理要实。",
            "治理论坛",
            [f"{ZHANG} digested 省社科院/研究员"],
        ),
        ("省社科院课题组在《临江日报》撰文认为，治理要实。", "临江日报", ["省社科院课题组 group digested"]),
        ("张文博在《临江日报》发表题为《治理之道》的文章认为，治理要实。", "临江日报", [f"{ZHANG} digested"]),
        (
            "临江大学张文博教授在《临江日报》撰文认为，治理要实。",
            "临江日报",
            [f"{ZHANG} digested 临江大学/教授"],
        ),
        (
            "日前，临江大学教授张文博在《临江日报》撰文认为，治理要实。",
            "临江日报",
            [f"{ZHANG} digested 临江大学/教授"],
        ),
    ],
)
def test_digest_openings(sentence: str, paper: str, expected: list[str]) -> None:
    read = read_digest(sentence)
    assert read is not None
    assert (read.reprinted_from, brief(read.signatories)) == (paper, expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "我在《资本论》中读到这句话。",
        "习近平总书记在《求是》发表重要文章强调",
        "马克思在《资本论》中指出，商品有两重性。",
        "《论语》有言：学而时习之。",
        "报告指出，要深化改革。",
    ],
)
def test_other_sentences_open_no_digest(sentence: str) -> None:
    assert read_digest(sentence) is None


def test_where_the_paper_is_known_a_scholar_and_a_verb_open_a_digest() -> None:
    sentence = "临江大学教授张文博认为，治理要实。"
    assert read_digest(sentence) is None
    read = read_digest(sentence, sourced=True)
    assert read is not None
    assert (read.reprinted_from, brief(read.signatories)) == (None, [f"{ZHANG} digested 临江大学/教授"])
    assert read_digest("张文博认为，治理要实。", sourced=True) is None


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("临江大学教授 张文博：治理要实。", [f"{ZHANG} 临江大学/教授"]),
        ("张文博（临江市财政局局长）：治理要实。", [f"{ZHANG} 临江市财政局/局长"]),
        ("本报讯（记者 张文博）10月16日，研讨会举行。", [ZHANG]),
        ("本报讯（记者张文博 通讯员李秀英）研讨会举行。", [ZHANG, f"{LI} correspondent"]),
        ("本报临江5月9日电（记者 张文博、李秀英）研讨会举行。", [ZHANG, LI]),
        ("新华社北京5月9日电（记者张文博）研讨会举行。", [ZHANG]),
        ("本报讯 记者张文博 报道 研讨会举行。", [ZHANG]),
    ],
)
def test_datelines(paragraph: str, expected: list[str]) -> None:
    read = read_dateline(paragraph)
    assert read is not None
    assert brief(read.signatories) == expected


@pytest.mark.parametrize(
    "paragraph",
    [
        "本报讯 研讨会举行。",
        "本报讯（图见第三版）",
        "记者从会上了解到",
        "",
        "张文博：治理要实。",
        "答：治理要实。",
    ],
)
def test_paragraphs_without_a_dateline(paragraph: str) -> None:
    assert read_dateline(paragraph) is None


def _merged(byline: str | None, signoff: str | None) -> list[str]:
    return brief(merge(read_byline(byline) if byline else None, read_signoff(signoff) if signoff else None))


@pytest.mark.parametrize(
    ("byline", "signoff", "expected"),
    [
        ("张文博", "（作者系临江大学教授、省社科院研究员）", [f"{ZHANG} 临江大学/教授 省社科院/研究员"]),
        (
            "张文博 李秀英",
            "（作者分别系临江大学教授、省社科院研究员）",
            [f"{ZHANG} 临江大学/教授", f"{LI} 省社科院/研究员"],
        ),
        (
            "张文博 李秀英",
            "（作者分别系临江大学教授、博士研究生）",
            [f"{ZHANG} 临江大学/教授", f"{LI} 临江大学/博士研究生"],
        ),
        (
            "张文博 李秀英",
            "（作者分别系临江大学院长、教授，省社科院副院长、研究员）",
            [f"{ZHANG} 临江大学/院长/教授", f"{LI} 省社科院/副院长/研究员"],
        ),
        ("张文博 李秀英", "（作者单位：临江大学、省社科院）", [f"{ZHANG} 临江大学", f"{LI} 省社科院"]),
        (
            "张文博 李秀英",
            "（作者单位均为临江大学、省社科院）",
            [f"{ZHANG} 临江大学 省社科院", f"{LI} 临江大学 省社科院"],
        ),
        (
            "张文博 李秀英 王海涛",
            "（作者分别系临江大学院长、教授、博士研究生）",
            [f"{ZHANG} 临江大学/院长", f"{LI} 临江大学/教授", f"{WANG} 临江大学/博士研究生"],
        ),
        ("张文博 李秀英", "（作者均系临江大学教授）", [f"{ZHANG} 临江大学/教授", f"{LI} 临江大学/教授"]),
        ("张文博 李秀英", "（作者单位：临江大学）", [f"{ZHANG} 临江大学", f"{LI} 临江大学"]),
        (
            "李秀英 张文博",
            "（张文博，临江大学教授；李秀英，东海大学讲师）",
            [f"{LI} 东海大学/讲师", f"{ZHANG} 临江大学/教授"],
        ),
        (
            "张文博、李秀英",
            "（作者系临江大学研究员、副研究员）",
            [f"{ZHANG} 临江大学/研究员", f"{LI} 临江大学/副研究员"],
        ),
        (
            "张文博、李秀英",
            "（作者系临江大学院长、教授）",
            [f"{ZHANG} 临江大学/院长/教授", f"{LI} 临江大学/院长/教授"],
        ),
        ("张文博", "（作者：张文傅，临江大学教授）", [f"{ZHANG} 临江大学/教授"]),
        ("省社科院课题组", "（执笔：张文博）", ["省社科院课题组 group", f"{ZHANG} writer"]),
        (None, "（作者系临江大学教授）", ["- 临江大学/教授"]),
        (None, "（作者：临江市委党校社会治理研究中心）", ["临江市委党校社会治理研究中心 group"]),
        ("临江市纪委 张文博", "张文博系临江市纪委宣教室主任", [f"{ZHANG} 临江市纪委宣教室/主任"]),
        (
            "张文博 李秀英",
            "（作者单位：东海军区某旅。执笔：张文博）",
            [f"{ZHANG} 东海军区某旅", f"{LI} 东海军区某旅"],
        ),
        ("张文博", None, [ZHANG]),
        ("张文博", "（据《临江日报》）", [ZHANG]),
        (None, None, []),
    ],
)
def test_a_byline_and_a_signoff_join(byline: str | None, signoff: str | None, expected: list[str]) -> None:
    assert _merged(byline, signoff) == expected


def test_offsets_point_to_the_name() -> None:
    for text in ("□ 张文博", "（作者：临江大学 张文博）", "临江大学教授张文博"):
        read: Signature | None = read_byline(text) or read_signoff(text)
        assert read is not None
        signer = read.signatories[0]
        assert text[signer.start : signer.end] == ZHANG


LETTERS = "张文博李秀英 　□作者系：单位、，（）()【】[]临江大学教授分别《日报》据执笔本报记者/在撰文认为。\n·"


@given(st.text(alphabet=LETTERS, max_size=50) | st.text(max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    for read in (read_byline(text), read_signoff(text), read_digest(text)):
        if read:
            assert 0 <= read.score <= 1
            assert all(0 <= s.start < s.end <= len(text) for s in read.signatories)
    for at in (trailing_signoff(text), leading_byline(text)):
        assert at is None or 0 < at < len(text)
    merge(read_byline(text), read_signoff(text))


def test_every_example_of_a_form_is_read() -> None:
    for row in rows("byline_forms"):
        read = read_byline(row["example"]) or read_signoff(row["example"])
        if row["place"] == "excluded":
            assert read is None, row
            continue
        assert read is not None, row
        if row["place"] == "agency":
            assert (read.form, read.reprinted_from) == ("source", row["word"])
        if row["place"] in ("group", "organ"):
            assert [s.kind for s in read.signatories] in (["group"], ["staff"]), row
        if row["place"] in ("before", "after"):
            assert [(s.name, s.role) for s in read.signatories] == [("李文博", row["role"])], row


def test_every_example_of_a_staff_signature_is_read() -> None:
    for row in rows("staff_signatures"):
        read = read_byline(row["example"])
        assert read is not None, row
        assert len(read.signatories) == 1, row
        assert read.signatories[0].kind == ("staff" if row["kind"] == "staff" else "person"), row
