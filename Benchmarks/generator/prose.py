"""Bodies of records: paragraphs, headings, lists, boxes, fences, quotes, tables and links."""

from . import fences, words

WEB = [
    "[RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)",
    "<https://docs.ferrywise.example/fares>",
    "[the terminal's manual](https://docs.ferrywise.example/terminal/manual.html \"Version 7\")",
    "[the timetable of 2026](https://timetable.ferrywise.example/2026?lang=en&print=1)",
]


def wrap(text, width=88, indent=""):
    """Lines of at most `width` characters, as a person would break them."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = indent + word
        else:
            line = f"{line} {word}" if line else word
    lines.append(line)
    return "\n".join(lines)


class Writer:
    """Writes for one file. `link()` gives an address of another record, relative to the file."""

    def __init__(self, random, link, languages):
        self.random = random
        self.link = link
        self.languages = languages

    def fill(self, template):
        """Fills the slots of a sentence from left to right."""
        if "{" not in template:
            return template
        parts = []
        rest = template
        while True:
            before, brace, rest = rest.partition("{")
            parts.append(before)
            if not brace:
                return "".join(parts)
            parts.append(self.slot(rest[0]))
            rest = rest[2:]

    def slot(self, kind):
        random = self.random
        if kind == "n":
            return random.pick(words.NOUNS)
        if kind == "N":
            noun = random.pick(words.NOUNS)
            return noun[0].upper() + noun[1:]
        if kind == "p":
            return random.pick(words.PEOPLE)
        if kind == "P":
            people = random.pick(words.PEOPLE)
            return people[0].upper() + people[1:]
        if kind == "i":
            return f"`{random.pick(words.IDENTIFIERS)}`"
        if kind == "d":
            return str(random.between(2, 90))
        if random.chance(70):
            return self.link()
        return random.pick(WEB)

    def sentence(self):
        return self.fill(self.random.pick(words.SENTENCES))

    def paragraph(self, sentences=None):
        count = sentences or self.random.between(1, 4)
        return wrap(" ".join(self.sentence() for _ in range(count)))

    def heading(self, used):
        """A heading that this body does not have yet; now and then one level lower."""
        left = [heading for heading in words.HEADINGS if heading not in used]
        heading = self.random.pick(left or words.HEADINGS)
        used.add(heading)
        return ("### " if self.random.chance(20) else "## ") + heading

    def bullets(self):
        random = self.random
        numbered = random.chance(25)
        lines = []
        for number in range(random.between(2, 6)):
            mark = f"{number + 1}. " if numbered else "- "
            lines.append(wrap(mark + self.fill(random.pick(words.STEPS)), indent=" " * len(mark)))
            if not numbered and random.chance(12):
                lines.append("  - " + self.fill(random.pick(words.STEPS)))
        return "\n".join(lines)

    def boxes(self, ticked, total):
        steps = self.random.shuffle(words.STEPS)[:total]
        return "\n".join(
            wrap(f"- [{'x' if index < ticked else ' '}] {self.fill(step)}", indent="  ")
            for index, step in enumerate(steps))

    def fence(self):
        language = self.random.pick(self.languages)
        code = self.random.pick(fences.FENCES[language])
        code = code.replace("%d", str(self.random.between(2, 90)))
        code = code.replace("%s", self.random.pick(("places", "quayNumber", "fare", "portCode")))
        return f"```{language}\n{code}\n```"

    def quote(self):
        return "\n".join("> " + line for line in wrap(self.random.pick(words.QUOTES), 86).split("\n"))

    def table(self):
        random = self.random
        heads, names = random.pick(fences.TABLES)
        rows = ["| " + " | ".join(heads) + " |", "|---|---:|---:|---|"]
        for name in names[:random.between(2, len(names))]:
            cells = (name, str(random.between(3, 900)), str(random.between(3, 900)), random.pick(fences.REMARKS))
            rows.append("| " + " | ".join(cells) + " |")
        return "\n".join(rows)

    def body(self, size, boxes=None):
        """About `size` bytes; `boxes` is (ticked, total), shown under "Acceptance"."""
        random = self.random
        end = []
        if boxes:
            end = ["## Acceptance", self.boxes(*boxes)]
        left = size - sum(len(block) + 2 for block in end)
        blocks, used = [self.paragraph()], set()
        left -= len(blocks[0]) + 2
        while left > 60:
            if left > 400 and random.chance(45):
                blocks.append(self.heading(used))
            kind = random.weighted((("paragraph", 48), ("bullets", 22), ("fence", 17), ("quote", 5), ("table", 8)))
            if kind != "paragraph" and left < 200:
                kind = "sentence"
            if kind == "paragraph":
                block = self.paragraph()
            elif kind == "sentence":
                block = self.paragraph(1)
            elif kind == "bullets":
                # Two lists in a row would be one.
                block = self.paragraph(1) + "\n\n" + self.bullets()
            else:
                block = getattr(self, kind)()
            blocks.append(block)
            left -= len(block) + 2
        return "\n\n".join(blocks + end) + "\n"
