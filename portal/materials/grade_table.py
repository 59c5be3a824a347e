"""The grades as rows: canonical and other writings, categories, family, standard with its edition; looked up in `grades`.

A row holds what one standard (or one practice of the trade) names together. `name=other,other`: the same grade written otherwise.
Editions are those whose designations these are; where only the practice is known the standard is empty.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GradeRow:
    """family: grades that are near one another; names: most usual first, parted by `;`."""

    family: str
    standard: str
    categories: str
    names: str


_BARS = "rebar rebar-coil"
_LONG = "h-beam i-beam channel angle square-bar flat-bar"
_TUBES = "seamless welded-tube galvanised-tube hollow-section"
_SHEETS = "hot-rolled plate checkered strip"

# fmt: off
ROWS: tuple[GradeRow, ...] = (
    # ---- Reinforcing bar. 一级 … 四级 are the names of GB 1499-1984 and still what people say.
    GradeRow("ribbed", "GB/T 1499.2-2024", _BARS,
             "HRB400E=三级抗震,三级E,3级抗震,三级抗震钢,400E,HRB400抗震;HRB400=三级,3级,三级钢,三级螺纹,新三级;"
             "HRB500E=四级抗震,四级E,4级抗震,500E,HRB500抗震;HRB500=四级,4级,四级钢;HRB600=五级,5级;HRBF400E;HRBF400;HRBF500E;HRBF500"),
    GradeRow("ribbed", "GB/T 1499.2-2007", _BARS, "HRB335=二级,2级,二级钢,二级螺纹;HRB335E=二级抗震,2级抗震"),
    GradeRow("ribbed", "", _BARS, "T63E;T63;HRB635;HRB635E"),
    GradeRow("ribbed-cold", "GB/T 13788-2017", "rebar-coil", "CRB550;CRB600H;CRB650;CRB800"),
    GradeRow("plain-bar", "GB/T 1499.1-2024", "wire-rod round-bar rebar", "HPB300=一级,1级,一级钢"),
    GradeRow("plain-bar", "GB/T 1499.1-2008", "wire-rod round-bar rebar", "HPB235"),
    # ---- Wire rod for drawing, welding and heading.
    GradeRow("hard-wire", "JIS G 3506", "wire-rod", "SWRH82B=82B;SWRH77B=77B;SWRH72A=72A;SWRH82A"),
    GradeRow("heading-wire", "", "wire-rod", "SWRCH35K;SWRCH22A;SWRCH8A;SWRCH10A;SWRCH18A;SWRCH45K;SWRM8;SWRM6;SWRM10;ML08AL;SL2;LS08"),
    GradeRow("welding-wire", "", "wire-rod", "ER70S-6;H08A;H08MnA"),
    # ---- Structural steel. A letter after the strength is the quality: the temperature at which impact is tested.
    GradeRow("carbon-structural", "GB/T 700-2006", f"{_SHEETS} {_LONG} {_TUBES} round-bar wire-rod cold-rolled",
             "Q235B;Q235;Q235A;Q235C;Q235D;Q195;Q215;Q215A;Q215B;Q275;Q195L;Q235BD"),
    GradeRow("low-alloy", "GB/T 1591-2018", f"{_SHEETS} {_LONG} {_TUBES} round-bar",
             "Q355B;Q355;Q355C;Q355D;Q355E;Q355A;Q390B;Q390C;Q390D;Q420B;Q420C;Q420D;Q460C;Q460D;Q460E;Q355ME;Q355NE"),
    GradeRow("low-alloy", "GB/T 1591-2008", f"{_SHEETS} {_LONG} {_TUBES} round-bar", "Q345B;Q345;Q345A;Q345C;Q345D;Q345E"),
    GradeRow("low-alloy", "GB 1591-1988", f"{_SHEETS} {_LONG} {_TUBES} round-bar", "16Mn"),
    GradeRow("carbon-structural", "GB 700-1979", f"{_SHEETS} {_LONG} {_TUBES} round-bar", "A3"),
    GradeRow("carbon-structural", "JIS G 3101", f"{_SHEETS} {_LONG} round-bar", "SS400;SS490"),
    GradeRow("low-alloy", "EN 10025-2", f"{_SHEETS} {_LONG} {_TUBES}", "S355JR;S355J2;S355J0;S275JR;S235JR"),
    GradeRow("low-alloy", "", f"{_SHEETS} {_LONG} {_TUBES}", "A36;A572Gr50=A572-50"),
    GradeRow("high-strength-plate", "GB/T 16270-2009", "plate", "Q690D;Q690E;Q550D;Q620D;Q890D"),
    GradeRow("building-plate", "GB/T 19879-2023", "plate", "Q355GJC;Q355GJB;Q345GJC;Q345GJB;Q390GJC;Q420GJC;Q460GJC"),
    GradeRow("bridge-plate", "GB/T 714-2015", "plate", "Q345qD;Q370qD;Q370qE;Q420qD;Q345qC;Q345qE;Q500qE"),
    GradeRow("pressure-plate", "GB/T 713.2-2023", "plate hot-rolled", "Q345R;Q245R;Q370R;15CrMoR;14Cr1MoR;12Cr1MoVR;Q420R"),
    GradeRow("pressure-plate", "GB/T 713.3-2023", "plate hot-rolled", "16MnDR;09MnNiDR"),
    GradeRow("weathering", "GB/T 4171-2008", "plate hot-rolled h-beam angle", "Q355NH;Q235NH;Q355GNH;Q295GNH;Q415NH;Q355NHB;Q355NHC;Q355NHD"),
    GradeRow("weathering", "", "plate hot-rolled", "SPA-H;09CuPCrNi-A"),
    GradeRow("ship-plate", "GB/T 712-2022", "plate angle", "AH36;DH36;EH36;AH32;DH32;EH32;FH36;AH40;DH40;EH40;CCSB=B级船板;CCSA=A级船板;CCSD=D级船板;CCSE"),
    GradeRow("wear-plate", "GB/T 24186-2022", "plate", "NM400;NM450;NM500;NM360;NM550;NM600"),
    GradeRow("carbon-quality", "GB/T 699-2015", "round-bar square-bar flat-bar plate strip seamless wire-rod hot-rolled",
             "45#=45号钢,45号,45钢;20#=20号钢,20号,20钢;35#=35号钢,35号,35钢;10#=10号钢,10号;08#;15#;25#=25号;30#;40#;50#=50号钢,50号,50钢;"
             "55#;60#;65#=65号钢;70#=70号钢;75#;80#;65Mn;08AL;20Mn;50Mn;60Mn"),
    GradeRow("carbon-quality", "JIS G 4051", "round-bar square-bar flat-bar plate strip", "S45C;S20C;S35C;S50C;S55C"),
    GradeRow("alloy-structural", "GB/T 3077-2015", "round-bar square-bar flat-bar seamless plate wire-rod",
             "40Cr;42CrMo;20CrMnTi;20Cr;35CrMo;27SiMn;30CrMo;38CrMoAl;40CrNiMo=40CrNiMoA;30CrMnSi=30CrMnSiA;20CrMo;20CrMnMo;12CrNi3;40MnB;20CrNiMo;18CrNiMo7-6;"
             "35CrMnSiA;42CrMo4;20CrNi2Mo;15CrMo;12CrMo"),
    GradeRow("spring", "GB/T 1222-2016", "round-bar flat-bar strip wire-rod", "60Si2Mn=60Si2MnA;50CrV=50CrVA;55CrMn=55CrMnA;60Si2CrV=60Si2CrVA"),
    GradeRow("bearing", "GB/T 18254-2016", "round-bar seamless", "GCr15;GCr15SiMn"),
    GradeRow("tool", "GB/T 1299-2014", "round-bar square-bar flat-bar plate", "Cr12MoV;Cr12;H13=4Cr5MoSiV1;T8;T8A;T10;T10A;9SiCr;3Cr2Mo=P20;5CrNiMo;5CrMnMo;D2"),
    GradeRow("free-cutting", "", "round-bar", "12L14;1215;1144;Y15;Y45Ca"),
    # ---- Hot and cold rolled sheet.
    GradeRow("soft-hot", "JIS G 3131", "hot-rolled strip", "SPHC;SPHD;SPHE"),
    GradeRow("soft-hot", "", "hot-rolled strip", "SAE1006;SAE1008;SAE1010;HR1;DD11"),
    GradeRow("forming-hot", "", "hot-rolled", "QSTE420TM;QSTE340TM;QSTE380TM;QSTE460TM;QSTE500TM;QSTE650TM;QSTE700TM;S420MC;S500MC;S700MC;S355MC"),
    GradeRow("beam-hot", "GB/T 3273-2015", "hot-rolled", "510L;700L;610L;420L;590L;750L;B510L"),
    GradeRow("soft-cold", "GB/T 5213-2019", "cold-rolled", "DC01;DC03;DC04;DC05;DC06"),
    GradeRow("soft-cold", "JIS G 3141", "cold-rolled", "SPCC;SPCD;SPCE;SPCC-1B;SPCC-SD;SPCC-8D;SPCC-4D"),
    GradeRow("soft-cold", "DIN 1623", "cold-rolled", "ST12;ST13;ST14;ST15;ST16"),
    GradeRow("strong-cold", "", "cold-rolled", "CR340LA;HC340LA;HC260LA;HC420LA;CR260LA;HC380LA;HC340/590DP=DP590;HC420/780DP=DP780;B170P1;B210P1;08AL"),
    GradeRow("checkered", "", "checkered", "HQ235B=H-Q235B;H-Q195=HQ195"),
    GradeRow("galvanised-soft", "GB/T 2518-2019", "galvanised", "DX51D+Z=DX51D,DX51DZ;DX52D+Z=DX52D;DX53D+Z=DX53D;DX54D+Z=DX54D;DX56D+Z=DX56D;DX51D+AZ=DX51DAZ;DX51D+ZM"),
    GradeRow("galvanised-soft", "", "galvanised", "DC51D+Z=DC51D,DC51DZ;DC52D+Z=DC52D;DC53D+Z=DC53D;DC54D+Z=DC54D;DC51D+AZ"),
    GradeRow("galvanised-soft", "JIS G 3302", "galvanised", "SGCC;SGCH;SGCD1;SGC340;SGC440;SECC;SECD;SGLCC"),
    GradeRow("galvanised-structural", "GB/T 2518-2019", "galvanised", "S350GD+Z=S350GD;S250GD+Z=S250GD;S280GD+Z=S280GD;S320GD+Z=S320GD;S550GD+Z=S550GD;S350GD+ZM;S350GD+AZ;HC340LAD+Z=HC340LAD;HX340LAD+Z"),
    GradeRow("coated", "GB/T 12754-2019", "colour-coated", "TDC51D+Z=TDC51D;TDX51D+Z=TDX51D;CGCC;TS350GD+Z=TS350GD;TDC51D+AZ;TDX51D+AZ;TS250GD+Z;TS550GD+Z;TS350GD+AZ;CGLCC"),
    GradeRow("silicon-plain", "GB/T 2521.1-2016", "silicon", "50W800;50W600;50W470;50W1300;50W1000;50W400;50W350;50W310;50W270;35W300;35W250;35W270;35W230;35W440;35W360"),
    GradeRow("silicon-plain", "", "silicon", "50WW800;50WW600;50WW470;50WW1300;50WW1000;35WW300;35WW250;35WW440;B50A800;B50A470;B50A600;B50A1300;B35A300;B35A250;B35A440"),
    GradeRow("silicon-grain", "GB/T 2521.2-2016", "silicon", "30Q120;27Q110;30Q130;30Q105;23QG085;23QG090;27QG100;30QG110;23QG100;B23P085;B27P095"),
    # ---- Stainless: short names of the trade first, designations of GB/T 20878 and its number beside them.
    GradeRow("austenitic", "GB/T 20878-2007", "stainless-flat",
             "304=06Cr19Ni10,0Cr18Ni9,S30408,SUS304,1.4301;304L=022Cr19Ni10,00Cr19Ni10,S30403,SUS304L;316L=022Cr17Ni12Mo2,00Cr17Ni14Mo2,S31603,SUS316L;"
             "316=06Cr17Ni12Mo2,S31608,SUS316;321=06Cr18Ni11Ti,0Cr18Ni10Ti,S32168,SUS321;310S=06Cr25Ni20,0Cr25Ni20,S31008,SUS310S;309S=06Cr23Ni13,S30908;317L=022Cr19Ni13Mo3,S31703;"
             "301=12Cr17Ni7,S30110,SUS301;304H;347H;316Ti;304J1;904L;254SMO"),
    GradeRow("austenitic-manganese", "GB/T 20878-2007", "stainless-flat", "201=12Cr17Mn6Ni5N,S35350,SUS201;202=12Cr18Mn9Ni5N,S35450;201J1=J1;201J2=J2;J3;J4;204Cu;200"),
    GradeRow("ferritic", "GB/T 20878-2007", "stainless-flat", "430=10Cr17,1Cr17,S11710,SUS430;409L=022Cr11Ti;443;441;439;444=019Cr19Mo2NbTi,S11972;436L;410S;430L"),
    GradeRow("martensitic", "GB/T 20878-2007", "stainless-flat", "410=12Cr13,1Cr13;420J1=20Cr13,2Cr13;420J2=30Cr13,3Cr13"),
    GradeRow("duplex", "GB/T 20878-2007", "stainless-flat", "2205=022Cr23Ni5Mo3N,S22053,S32205;2507=022Cr25Ni7Mo4N,S25073,S32750;2304;2101"),
    # ---- Tubes.
    GradeRow("boiler-tube", "GB/T 5310-2023", "seamless", "20G;12Cr1MoVG=12Cr1MoV;15CrMoG;20MnG;25MnG;12CrMoG;10Cr9Mo1VNbN=P91,T91"),
    GradeRow("line-pipe", "GB/T 9711-2023", "seamless welded-tube", "L245;X52=L360;X60=L415;X42=L290;X65=L450;X70=L485;X80=L555;L245N;L360N;L360M;L415M;L485M;L245M"),
    # ---- Building materials. The strength is the grade.
    GradeRow("cement-ordinary", "GB 175-2023", "cement", "P·O 42.5=普硅42.5,普通硅酸盐42.5;P·O 42.5R=普硅42.5R;P·O 52.5=普硅52.5;P·O 52.5R=普硅52.5R"),
    GradeRow("cement-portland", "GB 175-2023", "cement", "P·I 42.5;P·I 42.5R;P·I 52.5;P·I 52.5R;P·II 42.5;P·II 42.5R;P·II 52.5;P·II 52.5R;P·I 62.5;P·II 62.5"),
    GradeRow("cement-composite", "GB 175-2023", "cement", "P·C 42.5=复合42.5;P·C 42.5R=复合42.5R;P·C 52.5;P·C 52.5R"),
    GradeRow("cement-composite", "GB 175-2007", "cement", "P·C 32.5=复合32.5;P·C 32.5R=复合32.5R"),
    GradeRow("cement-slag", "GB 175-2023", "cement", "P·S·A 32.5;P·S·B 32.5;P·S·A 42.5;P·S·B 42.5;P·S·A 32.5R;P·S·A 42.5R;P·F 32.5;P·P 32.5;P·F 42.5;P·P 42.5;P·S 32.5=矿渣32.5;P·S 42.5=矿渣42.5"),
    GradeRow("cement-masonry", "GB/T 3183-2017", "cement", "M32.5=砌筑32.5;M22.5;M12.5"),
    GradeRow("cement-class", "", "cement", "42.5;42.5R;52.5;52.5R;32.5;32.5R"),
    GradeRow("concrete", "GB/T 14902-2012", "concrete", "C30;C25;C20;C35;C40;C15;C45;C50;C55;C60;C10;C65;C70;C80;C30P6;C35P6;C35P8;C40P8;C30P8;C40P6;C25P6;C45P8"),
    GradeRow("sand", "GB/T 14684-2022", "aggregate", "中砂;粗砂;细砂;机制砂;河砂;特细砂;海砂;水洗砂"),
    GradeRow("gravel", "GB/T 14685-2022", "aggregate", "碎石;卵石;瓜子片;石粉;石屑"),
    GradeRow("brick", "GB/T 5101-2017", "bricks", "MU10;MU15;MU20;MU7.5;MU5;MU25;MU30;MU3.5"),
    GradeRow("aac", "GB/T 11968-2020", "bricks", "A3.5 B06;A5.0 B06;A5.0 B07;A2.5 B05;A3.5 B05;A7.5 B08;A3.5;A5.0;A2.5"),
    # ---- Non-ferrous.
    GradeRow("cathode", "GB/T 467-2010", "copper-cathode", "1#=1号铜,1号,1#铜,标准铜,1号标准铜,Cu-CATH-2;A级=Cu-CATH-1,A级铜,高纯阴极铜;Cu-CATH-3=2号标准铜,2#"),
    GradeRow("copper", "GB/T 5231-2022", "copper-sheet", "T2;TU1;TU2;TP2;TP1;T3;T1;TU0;C1100=C11000;C1020=C10200;C1220=C12200;TMY"),
    GradeRow("brass", "GB/T 5231-2022", "brass", "H62;H65;H68;H59;HPb59-1=59-1;H70;H80;C2680;C2800;C2600=C26000;C2700;C3771;H90;H85;H96;HPb61-1;HPb63-3;C3604;HSn62-1;HAl77-2"),
    GradeRow("aluminium-primary", "GB/T 1196-2023", "aluminium-ingot", "A00=AL99.70,A00铝,99.7;AL99.85;AL99.90;A0=AL99.60;AL99.50=A1;AL99.7E"),
    GradeRow("aluminium-casting", "", "aluminium-ingot", "ADC12;A356=A356.2,ZL101A;A380;ZL102;ZL104;ZL101;AlSi9Cu3;ADC10"),
    GradeRow("aluminium-1", "GB/T 3190-2020", "aluminium-sheet", "1060-H24;1060-O;1100-H14;1060;1100;1050;1070;1060-H14;1060-H18;1050-H24;1100-H24;1235;1200"),
    GradeRow("aluminium-3", "GB/T 3190-2020", "aluminium-sheet", "3003-H24;3004-H14;3003;3004;3105;3003-H14;3003-O;3105-H24;3004-H44;3A21"),
    GradeRow("aluminium-5", "GB/T 3190-2020", "aluminium-sheet", "5052-H32;5083-H116;5083-H112;5754-H22;5052;5083;5754;5052-H34;5052-H112;5052-O;5083-O;5083-H111;5754-H111;5182;5A06;5A02;5086;5005;5754-H24"),
    GradeRow("aluminium-6", "GB/T 3190-2020", "aluminium-sheet", "6061-T6;6061-T651;6061;6082-T6;6082;6063;6063-T5;6061-T4;6082-T651;6063-T6"),
    GradeRow("aluminium-7", "GB/T 3190-2020", "aluminium-sheet", "7075-T6;7075-T651;7075;7050"),
    GradeRow("aluminium-2", "GB/T 3190-2020", "aluminium-sheet", "2024-T3;2024;2A12;2A12-T4;2024-T351"),
    GradeRow("zinc", "GB/T 470-2008", "zinc-ingot", "0#=Zn99.995,0号,0号锌,0#锌,SHG,SHG99.995;1#=Zn99.99,1号,1号锌,1#锌;Zn99.95=2#;Zn99.5;Zn98.5"),
    GradeRow("zinc-alloy", "GB/T 8738-2014", "zinc-ingot", "Zamak3=ZnAl4,3号锌合金;Zamak5=5号锌合金,ZnAl4Cu1"),
    GradeRow("nickel", "GB/T 6516-2010", "nickel", "Ni9996;Ni9999;1#=1号镍,1号,1#镍;Ni9990;Ni9950;Ni9920;0#=0号"),
    # ---- Timber by species, chemicals by content: what the trade puts where steel has its grade.
    GradeRow("softwood", "", "timber", "樟子松;落叶松;辐射松;铁杉;花旗松;白松;云杉;杉木;红松;马尾松;俄松;南方松;SPF;冷杉;松木;松木芯;杉木芯"),
    GradeRow("hardwood", "", "timber", "桦木;杨木;橡木;桉木;水曲柳;柞木;榆木;榉木;柳桉;桉木芯;杨木芯;杂木;杂木芯"),
    GradeRow("content", "", "chemicals", "99%;98%;96%;32%;50%;99.9%;99.5%;30%;31%"),
    GradeRow("class", "", "chemicals", "工业级;食品级;试剂级;分析纯=AR;医药级;电子级;优等品=优级品;一等品;合格品"),
    GradeRow("resin", "", "chemicals", "SG-5;SG-3;SG-8;SG-7;T30S;7042;S1003;L5E89;5000S"),
    GradeRow("bitumen", "JTG F40-2004", "chemicals", "70#A级=70号A级,70A,AH-70;90#A级=90号A级,90A,AH-90;70#=70号;90#=90号;50#;SBS改性=SBS"),
    GradeRow("titania", "", "chemicals", "R-298;R-996;R-902;BA01-01;R-5566"),
)
# fmt: on

# What replaced what, by strength class; a quality letter is kept (Q345B → Q355B). Source beside each.
SUCCESSORS: tuple[tuple[str, str, str], ...] = (
    ("HPB235", "HPB300", "GB/T 1499.1-2008 第1号修改单"),
    ("Q345", "Q355", "GB/T 1591-2018"),
    ("16Mn", "Q345", "GB/T 1591-1994"),
    ("Q345GJ", "Q355GJ", "GB/T 19879-2023"),
    ("A3", "Q235A", "GB 700-1988"),
    ("ST12", "DC01", "EN 10130"),
    ("ST13", "DC03", "EN 10130"),
    ("ST14", "DC04", "EN 10130"),
)
# Grades a standard dropped, and the edition that dropped them.
DROPPED: dict[str, str] = {
    "HPB235": "GB/T 1499.1-2017",
    "HRB335": "GB/T 1499.2-2018",
    "HRB335E": "GB/T 1499.2-2018",
    "Q345": "GB/T 1591-2018",
    "P·C 32.5": "GB 175-2007 第2号修改单",
    "P·C 32.5R": "GB 175-2007 第3号修改单",
}

SURFACES: dict[str, tuple[str, ...]] = {
    "stainless-flat": ("2B", "BA", "No.1", "No.4", "8K", "HL", "2D", "2E"),
    "cold-rolled": ("FB", "FC", "FD"),
    "galvanised": ("无花", "小锌花", "大锌花"),
}

# What a form suggests, most usual first.
_ROUND = ("20#", "35#", "45#", "40Cr", "42CrMo", "20Cr", "20CrMnTi", "16Mn", "65Mn", "GCr15", "Q235B", "Q355B")

GRADES: dict[str, tuple[str, ...]] = {
    "rebar": ("HRB400E", "HRB400", "HRB500E", "HRB500", "HRB600", "HRB335", "HRB335E", "HPB300", "HPB235"),
    "rebar-coil": ("HRB400E", "HRB400", "HRB500E", "HRB335"),
    "wire-rod": ("HPB300", "HPB235", "Q195", "Q235", "Q215", "SWRH82B", "SWRH77B", "SWRCH35K", "SWRM8", "LS08", "SL2", "ER70S-6",
                 "H08A", "45#", "65#", "70#"),
    "round-bar": _ROUND,
    "hot-rolled": ("Q235B", "Q355B", "SPHC", "SS400", "SAE1006", "QSTE420TM", "S355JR", "510L", "700L", "SPA-H", "Q195"),
    "cold-rolled": ("SPCC", "DC01", "DC03", "DC04", "DC06", "ST12", "ST14", "SPCD", "CR340LA", "Q195", "SPCC-1B"),
    "plate": ("Q235B", "Q355B", "Q355C", "Q355D", "Q355E", "Q345B", "Q345R", "Q245R", "Q390B", "Q420C", "Q460D", "Q345qD", "Q355GJC",
              "16MnDR", "AH36", "DH36", "EH36", "CCSB", "NM400", "NM450", "45#", "65Mn", "Q690D"),
    "checkered": ("HQ235B", "Q235B", "Q355B", "H-Q195"),
    "galvanised": ("DX51D+Z", "DX51D+Z80", "DX51D+Z275", "DX52D+Z", "DX53D+Z", "SGCC", "DC51D+Z", "S350GD+Z", "DX51D+AZ150", "SECC"),
    "colour-coated": ("TDC51D+Z", "TDX51D+Z", "CGCC", "TS350GD+Z", "TDC51D+AZ"),
    "strip": ("Q195", "Q215", "Q235", "Q235B", "Q355B", "65Mn", "50#", "SPHC"),
    "silicon": ("50WW800", "50WW600", "50WW470", "50WW1300", "35WW300", "35WW250", "B50A800", "B50A470", "30Q120", "27Q110", "23QG085"),
    "stainless-flat": ("304", "304L", "316L", "316", "201", "202", "430", "409L", "310S", "321", "2205", "2507", "443", "410S", "304/2B",
                       "316L/2B", "201/2B", "430/BA", "304/No.1"),
    "h-beam": ("Q235B", "Q355B", "Q355C", "Q355D", "Q345B", "SS400"),
    "i-beam": ("Q235B", "Q355B", "Q345B"),
    "channel": ("Q235B", "Q355B", "Q345B"),
    "angle": ("Q235B", "Q355B", "Q345B", "Q420B"),
    "square-bar": ("Q235B", "Q355B", "45#", "20#", "16Mn"),
    "flat-bar": ("Q235B", "Q355B", "65Mn", "45#", "Q195"),
    "seamless": ("20#", "45#", "Q355B", "16Mn", "20G", "12Cr1MoVG", "15CrMoG", "27SiMn", "40Cr", "42CrMo", "GCr15", "L245", "X52"),
    "welded-tube": ("Q195", "Q215", "Q235B", "Q355B", "L245", "X52", "X60"),
    "galvanised-tube": ("Q195", "Q215", "Q235B", "Q355B"),
    "hollow-section": ("Q195", "Q235B", "Q355B", "Q345B"),
    "cement": ("P·O 42.5", "P·O 42.5R", "P·O 52.5", "P·O 52.5R", "P·C 42.5", "P·I 52.5", "P·II 52.5R", "P·S·A 32.5", "P·S·B 32.5", "M32.5"),
    "concrete": ("C15", "C20", "C25", "C30", "C35", "C40", "C45", "C50", "C55", "C60", "C30P6", "C35P8", "C40P8"),
    "aggregate": ("中砂", "粗砂", "细砂", "机制砂", "河砂", "碎石", "瓜子片", "卵石"),
    "bricks": ("MU10", "MU15", "MU20", "A3.5 B06", "A5.0 B06", "A5.0 B07"),
    "copper-cathode": ("1#", "Cu-CATH-1", "Cu-CATH-2", "A级"),
    "copper-sheet": ("T2", "TU1", "TU2", "TP2", "T3", "C1100"),
    "brass": ("H62", "H65", "H68", "H59", "HPb59-1", "H70", "H80", "C2680"),
    "aluminium-ingot": ("A00", "AL99.70", "A0", "AL99.85", "A356", "ADC12"),
    "aluminium-sheet": ("1060-H24", "1060-O", "1100-H14", "3003-H24", "3004-H14", "5052-H32", "5083-H116", "5083-H112", "5754-H22",
                        "6061-T6", "6061-T651", "7075-T6"),
    "zinc-ingot": ("0#", "1#", "Zn99.995", "Zn99.99"),
    "nickel": ("Ni9996", "Ni9999", "1#", "Ni9990"),
    "timber": ("樟子松", "落叶松", "辐射松", "铁杉", "花旗松", "白松", "云杉", "桦木", "杨木", "杉木", "橡木"),
    "chemicals": ("99%", "98%", "96%", "32%", "工业级", "食品级", "SG-5", "70#A级", "R-298"),
}  # fmt: skip
