"""The words that all statistical tables use: for roles, headings, totals, notes and labelled lines.

Words of headings are written without spaces and punctuation, as `vocabulary.key` gives them.
"""

from __future__ import annotations

import re

from targets.spreadsheets.layouts.meanings import HeadingKind, NumberPart, NumberRole

ROLES: dict[NumberRole, str] = {
    NumberRole.MONTH: (
        "本月 当月 本期 当期 本月数 当月数 本月完成 当月完成 本月实际 本月完成数 当月完成数 本期数 thismonth month "
        "figureofthemonth figureforthemonth currentmonth"
    ),
    NumberRole.TO_DATE: (
        "累计 本年累计 累计数 累计完成 累计完成数 本年累计数 年累计 年初至今 自年初累计 年初累计 至今累计 累计至今 "
        "1本月累计 1至本月累计 1月至本月累计 1到本月累计 截至本月 截止本月 截至本月底 截止本月底 截至本月累计 "
        "截止本月累计 本月止累计 至本月累计 截至本月底累计 截止本月底累计 截至目前 截止目前 截至目前累计 "
        "截止目前累计 自年初累计数 todate cumulative yeartodate"
    ),
    NumberRole.TARGET: (
        "年计划 全年计划 年度计划 计划 计划数 目标 目标数 年度目标 全年任务 年度任务 任务 任务数 全年目标 目标任务 "
        "年任务 年目标 全年计划数 年计划数 目标任务数 本年计划 全年目标任务 年度目标任务 全年任务数 今年目标 "
        "计划指标 下达任务 下达任务数 下达计划 下达计划数 下达指标 下达目标 分解任务 分解指标 "
        "yearsplan yearstarget target annualtarget annualplan plan"
    ),
    NumberRole.LAST_MONTH: (
        "上月 上月数 上月末 上期 上月底 上期数 上月完成 上月累计 上期累计 上期结转 上月止 上月完成数 累计至上月 "
        "至上月累计 截至上月累计 截止上月累计 上月止累计 截至上月 截止上月 截至上月底 截止上月底 截至上月底累计 "
        "1至上月累计 1上月累计 lastmonth previousmonth todateuntillastmonth untillastmonth"
    ),
    NumberRole.LAST_YEAR: (
        "去年同期 上年同期 同期 去年同月 上年同月 去年同期累计 上年同期累计 同期累计 去年同期数 上年同期数 同期数 "
        "上年 去年 上年数 上年完成 去年完成 上年末 去年末 上年底 去年底 samemonthlastyear lastyear "
        "sameperiodlastyear"
    ),
    NumberRole.GROWTH: (
        "同比 同比% 同比增长 同比增长% 同比增减 同比增减% 增长 增长% 增长率 增减 增减% 增幅 增减率 环比 环比增长 "
        "环比% 比上年同期增减 比去年同期增减 比上年同期增长 比去年同期增长 比上年同期% 比去年同期% 比去年同期增长% "
        "比上年同期增长% 比上年同期增减% 比去年同期增减% 比上月增减 比上月 较上月 较上年同期 较去年同期 ±% ± 增加 "
        "减少 增减额 增减数 growth change"
    ),
    NumberRole.SHARE: (
        "完成年计划% 完成计划% 完成年度计划% 完成全年计划% 完成率 完成率% 完成比例 占年计划% 占计划% 完成% "
        "完成进度 占比 比重 占% 所占比重 完成百分比 完成年计划 完成任务% 完成目标% 完成全年任务% 完成全年目标% "
        "完成年度目标% 进度 进度% 时间进度 completed% completion progress percentoftarget"
    ),
    NumberRole.RANK: "排名 名次 位次 排序 排位 rank ranking",
}
# Words for the whole city, which may also stand before a name, as in 全市城镇新增就业.
WHOLE_CITY = "全市 全市合计"
TOTALS = "合计 总计 小计 全市总计 市合计 全国 全省 总数 累计合计 全区合计 全县合计 共计 汇总 total grandtotal subtotal"
PARTS: dict[NumberPart, str] = {
    NumberPart.NUMERATOR: "分子 numerator",
    NumberPart.DENOMINATOR: "分母 denominator",
    NumberPart.RATE: "比率 比值 比率% rate ratio",
}
HEADINGS: dict[HeadingKind, str] = {
    HeadingKind.NAME: (
        "指标 指标名称 指标项目 项目 项目名称 名称 地区 地区名称 县区 区县 县市区 县区名称 各县区 单位 单位名称 "
        "填报单位 上报单位 内容 类别 工作内容 工作指标 考核指标 考核内容 考核项目 主要指标 主要指标名称 目标名称 "
        "区域 indicator indicators name unit units district"
    ),
    HeadingKind.CODE: "代码 编码 指标代码 指标编码 单位代码 地区代码 行政区划代码 区划代码 code codes",
    HeadingKind.MEASURE: "计量单位 度量单位 数据单位 计算单位 计量 unitofmeasure measure",
    HeadingKind.PERIOD: "月份 期别 时间 月 统计月份 报告期 所属期 所属月份 统计时间 日期 period date months",
    HeadingKind.SEQUENCE: "序号 编号 行次 行号 栏次 序 号 no number",
    HeadingKind.REMARK: (
        "备注 说明 备注说明 原因 情况说明 原因说明 填表说明 口径 指标解释 责任单位 责任科室 牵头科室 责任人 填表人 "
        "联系电话 电话 remarks remark notes definition"
    ),
}
FILLERS = (
    "完成 实际完成 实际 实绩 完成数 实际数 完成情况 情况 数 数量 数值 数据 指标值 统计 统计数 填报数 上报数 "
    "实际完成数 实际完成情况 实有 实有数 绝对数 绝对值 绝对量 value figure figures 统计表 情况表 报表 月报表 "
    "月报 统计月报表 统计报表 一览表 汇总表 明细表 进度表 进展情况表 完成情况表 表"
)
GROUPS = (
    "就业 就业再就业 就业和再就业 就业与再就业 就业服务 就业工作 再就业工作 就业再就业工作 职业培训 技能培训 "
    "社会保险 社会保障 社保 劳动关系 参保 征缴 扩面 扩面征缴 参保人数 参保情况 征缴情况 主要指标 "
    "主要指标完成情况 目标任务完成情况 计划完成情况 目标完成情况 任务完成情况 工作 指标 主要 各县区 各县市区 "
    "县区 区县 劳动保障 劳动和社会保障 劳动 主要工作指标 工作目标 各项指标 年度工作目标 分月 分县区 分地区 "
    "月度 季度 年度 各月 sheet"
)

# A line that says whose numbers they are: a unit follows the colon.
_SEAL = r"(?:[(（](?:盖章|公章|签章|章|seal)[)）])?"
_UNIT_WORD = (
    r"(?:(?:填报|编报|填表|上报|报送|报表|统计)(?:单位|地区|机关|部门)|(?<![量额])单位|地区|县区|reporting ?unit)"
    r"(?:名称)?"
)
UNIT_LABEL = re.compile(rf"(?:^|(?<=\s)){_UNIT_WORD}\s*{_SEAL}\s*[:：]\s*(.*)", re.DOTALL | re.IGNORECASE)
UNIT_LABEL_ALONE = re.compile(rf"(?:填报|编报|填表|上报|报送)(?:单位|地区|机关)(?:名称)?{_SEAL}$")
# A line that says of which period the numbers are.
PERIOD_LABEL = re.compile(
    r"^(?:期别|报告期|报告期别|所属期|所属期间|统计期|统计期间|月份|统计月份|期间|报表期|时间|period)\s*[:：]\s*(.*)$",
    re.DOTALL | re.IGNORECASE,
)
# A line that says of which indicator the numbers are, as sites of statistics write it.
INDICATOR_LABEL = re.compile(r"^(?:指标|指标名称|统计指标|indicator)\s*[:：]\s*(.*)$", re.DOTALL | re.IGNORECASE)
# Dates and numbers of the form itself, which are not the period of its figures.
FORM_LABEL = re.compile(
    r"(?:填报|填表|制表|报出|上报|报送|打印|编制|填写|签发|审核|导出|下载|生成|印制|发布|更新|录入)(?:日期|时间)|表号|文号|有效期|制表机关|制定机关|批准机关|联系电话|^电话"
)
# Words of a title that narrow its figures to some people only.
NARROWING = re.compile(r"(?:农民工|妇女|女性|残疾人|高校毕业生|大学生|退役军人|少数民族)(?!工作)")
# Titles whose numbers are not what the month brought: last year's, a plan's or its breakdown, an estimate, a part of
# a month, several months. A table that sets the month beside last year's has columns that say which is which.
_FURTHER_MONTH = r"(?:、|,|和|及)"
OTHER_NUMBERS = re.compile(
    r"(?<![比与和及同较、含附])(?:上年|去年)(?:同期|同月)?(?!同?期?(?:对比|相比|比较|增))"
    r"|(?:(?:任务|指标|目标|计划)(?:分解|下达|安排)|(?:分解|下达|安排)(?:任务|指标|目标|计划)|(?:计划|任务|目标)数?表)"
    r"(?!.{0,8}(?:完成|进展|进度))"
    r"|预计|预测|预估|[上中下]旬"
    rf"|(?<!\d)(?:1[0-2]|[1-9]){_FURTHER_MONTH}(?:1[0-2]|[1-9])月"
    rf"|(?<![一二三四五六七八九十])[一二三四五六七八九十]{{1,2}}{_FURTHER_MONTH}[一二三四五六七八九十]{{1,2}}月"
)
MEASURE_LABEL_ALONE = frozenset({"计量单位", "单位"})
# Lines below or within a table that hold no figures.
NOTE = re.compile(
    r"^(?:注(?:释|解|明)?[\d一二三四五六七八九十]?[:：、.]|说明[:：]|备注[:：]|附注|数据来源|资料来源|来源[:：]|填表人|制表人?[:：]|"
    r"统计负责人|单位负责人|负责人|审核人?[:：]|复核人?[:：]|联系人|联系电话|电话[:：]|填报日期|报出日期|填表日期|制表日期|"
    r"note|source)",
    re.IGNORECASE,
)
# Endings of words that look like another unit: the rows below are then not the table's own unit's.
UNIT_LIKE = re.compile(r"(?:区|县|旗|市|镇|乡|街道|街道办|办事处|农场|林业局|管理局|分局|系统|集团|公司|社区|村)$")
# Endings of the parts of a district or county, which are no reporting units.
PART_OF_UNIT = re.compile(r"(?:街道|街道办|街道办事处|办事处|镇|乡|社区|居委会|村|村委会)$")
FOOT_CELL = re.compile(r"(?:单位负责人|统计负责人|填表人|制表人|联系电话|填报日期|报出日期|审核人|复核人)\s*[:：]?")
# A short text with such a word in it is a title or a line of the form, not a heading of one column.
TITLE_WORD = re.compile(r"年(?![初末底])|[月日表报号页局科]|情况|\d")
ATTACHMENT = re.compile(r"^(?:附件|附表|表)[\d一二三四五六七八九十]{0,3}[:：]?$")
COLUMN_NUMBERS = frozenset("甲乙丙丁戊己")
