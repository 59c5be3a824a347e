"""Writes how characters and the trade's names are said, so that a web process can suggest by pinyin without 57 MB of dictionaries.

`python -m scripts.search_sounds` after a change of names; `--check` fails when the file is not what it would write.
"""

from __future__ import annotations

import sys
from collections import defaultdict

from pypinyin import lazy_pinyin

from portal.search.sounds import DATA, names_of_the_trade

# Where the dictionary says it otherwise than people of the trade do.
CHARACTERS = {"长": "chang", "朝": "chao", "漯": "luo"}
NAMES = {
    "重钢": "chong gang",
    "漯河": "luo he",
    "朝阳": "chao yang",
    "杨行": "yang hang",
    "长沙": "chang sha",
    "长春": "chang chun",
}


def common_characters() -> str:
    """The 6,763 characters of GB 2312: what the trade's names are written with."""
    rows = ((high, low) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(bytes(pair).decode("gb2312", "ignore") for pair in rows)


def content() -> str:
    """A line for each syllable with its characters, then the names said otherwise than character by character."""
    alone = {char: lazy_pinyin(char)[0] for char in common_characters()} | CHARACTERS
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for char, syllable in alone.items():
        if syllable.isascii() and syllable.isalpha():
            by_syllable[syllable].append(char)
    lines = [f"{syllable} {''.join(chars)}" for syllable, chars in sorted(by_syllable.items())]
    for name in sorted(names_of_the_trade()):
        said = NAMES[name].split() if name in NAMES else lazy_pinyin(name)
        if any(char in name and name not in NAMES for char in CHARACTERS):
            said = [CHARACTERS.get(char, syllable) for char, syllable in zip(name, said, strict=True)]
        if said != [alone.get(char, char) for char in name]:
            lines.append(f"{name} {' '.join(said)}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write or check; 1 when the file is not as it should be."""
    wanted = content()
    if "--check" in sys.argv:
        right = DATA.read_text(encoding="utf-8") == wanted
        print("The sounds are up to date." if right else "Run python -m scripts.search_sounds")
        return 0 if right else 1
    DATA.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
