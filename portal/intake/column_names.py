"""What suppliers call their columns. Tables only: one word a name, `_` stands for a space."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "product": "品名 品种 名称 产品名称 产品 商品名称 商品 货物名称 货名 货物 物资名称 物资 钢材名称 材料名称 材料 物料名称 类别 品类 种类 产品类别 品种名称 钢材品种 产品品名 大类 产品品种",
    "goods": "品名规格 名称规格 名称及规格 品名及规格 产品规格名称 货物描述 产品描述 商品描述 物料描述 描述 规格材质 材质规格 规格及材质 品种规格 品名/规格 材质/规格 规格/材质 品名材质规格 资源 货物信息 产品信息",
    "spec": "规格 规格型号 型号规格 尺寸 型号 直径 规格尺寸 产品规格 规格描述 外形尺寸 口径 线径 公称直径",
    "grade": "材质 牌号 钢号 材质牌号 材质/牌号 牌号/材质 钢种 钢级 材料牌号 等级 级别 强度等级 材质名称 标号 品级 成分",
    "mill": "钢厂 厂家 生产厂家 厂商 生产厂 钢厂产地 钢厂/产地 产地/钢厂 产地钢厂 厂家/产地 产地/厂家 生产企业 品牌 制造商 生产商 生产厂商 厂名 生产单位 制造厂 制造厂家 钢厂名称 厂别 钢厂品牌 品牌/产地 产地/品牌 出品厂 生产钢厂",
    "origin": "产地 原产地 原产国",
    "standard": "标准 执行标准 产品标准 技术标准 生产标准",
    "thickness": "厚度 厚 板厚 壁厚 公称厚度",
    "width": "宽度 宽 板宽 幅宽",
    "length": "长度 长 定尺 定尺长度 米数 长度/米 板长",
    "quantity": "重量 吨位 吨数 数量 库存 库存量 可供量 可售量 总重 总重量 总吨位 库存重量 库存吨位 存量 资源量 净重 可用量 现货量 现货数量 可卖重量 可售重量 可供重量 可供数量 库存数量 合计吨位 合计重量 余量 结存 结存量 剩余 剩余量 供应量 理论重量 理重 实重 过磅重量 毛重 现有库存 当前库存 吨 可提量",
    "pieces": "件数 支数 根数 捆数 卷数 张数 包数 块数 可供件数 库存件数 可售件数 总件数 片数 扎数 件 支 数量(件) 数量(支) 数量/件 数量/支",
    "piece_weight": "件重 单重 单件重 单件重量 支重 捆重 卷重 每件重量 每捆重量 单卷重 单捆重量 均重 平均件重 单支重量 件均重 张重 块重 包重",
    "price": "价格 单价 报价 现价 含税价 销售价 售价 今日价格 今日报价 今日价 今价 最新价 最新报价 最新价格 挂牌价 挂牌价格 现货价 现货价格 出厂价 含税单价 含税价格 销售单价 销售价格 一票价 两票价 理计价 过磅价 现款价 现金价 出库价 开盘价 提货价 自提价 结算价 网价 元/吨 价 吨价 商家报价 市场价 市场价格 成交价格 不含税价 不含税单价 送到价 到货价 执行价 指导价",
    "warehouse": "仓库 仓库名称 存放仓库 库房 存放地 库 存货地点 提货仓库 所在仓库 交货仓库 仓储 存放地点 提货地 提货地点 存放库 库点 交货库 存货仓库 仓储地 货物存放地",
    "city": "城市 地区 所在地 交货地 交货地点 区域 所在城市 市场 货物所在地",
    "remark": "备注 说明 附注 备考 附言 备注说明 其他 其它 特殊说明 注释 状态 备注信息",
    "other": "涨跌 涨跌幅 涨跌额 升跌 涨/跌 涨跌(元) 变动 增减 昨日价 昨日价格 上日价格 上一日 昨价 原价 上次价格 昨日 炉号 批号 炉批号 捆包号 卷号 捆号 货位 库位 垛位 表面 表面质量 质量等级 公差 镀层 锌层 颜色 包装 交货状态 计量方式 计重方式 付款方式 交货期 提货方式 质保书",
    "unit": "单位 计量单位 计价单位",
    "price_remark": "价格说明 价格备注",
    "listing": "信息编号 物资通编号",
    "time": "时间 日期 报价时间 报价日期 更新时间 发布时间 更新日期 入库日期 入库时间 快照时间",
}

ENGLISH: dict[str, str] = {
    "product": "product product_name item goods commodity material_name description_of_goods name category",
    "goods": "description goods_description",
    "spec": "spec specs specification specifications size sizes dimension dimensions diameter",
    "grade": "grade steel_grade material quality",
    "mill": "mill brand manufacturer producer maker steel_mill",
    "origin": "origin place_of_origin country_of_origin",
    "standard": "standard",
    "thickness": "thickness wall",
    "width": "width",
    "length": "length",
    "quantity": "quantity qty weight tonnage tons tonnes stock total_weight net_weight mt available",
    "pieces": "pieces pcs bundles bars coils sheets pcs_no",
    "piece_weight": "unit_weight piece_weight bundle_weight coil_weight",
    "price": "price unit_price quote cny/t price_cny price/t",
    "warehouse": "warehouse stockyard yard",
    "city": "city location place",
    "remark": "remark remarks note notes comment comments",
    "unit": "unit",
    "price_remark": "price_remark",
    "listing": "listing_no listing_number",
    "other": "change heat_no bundle_no coil_no surface coating",
    "time": "time date snapshot_time updated updated_at",
}

IGNORED = "序号 编号 no 行号 # 项次 项目 序 编码 物料编码 存货编码 商品编码 代码 联系人 电话 手机 联系电话 联系方式 手机号 微信 qq 业务员 图片 货主 总价 金额 总金额 合计金额 货值"

NOT_PRICE = (
    "昨",
    "上日",
    "上次",
    "上周",
    "上月",
    "去年",
    "原价",
    "涨",
    "跌",
    "差",
    "加价",
    "成本",
    "运费",
    "运价",
    "最低",
    "最高",
    "均价",
    "平均",
)
"""A longer name with one of these in it is no price of today, however it ends."""

TOTALS = (
    "合计",
    "总计",
    "小计",
    "累计",
    "共计",
    "总和",
    "汇总",
    "total",
    "subtotal",
    "sum",
    "grand total",
    "合计:",
    "本页小计",
)
