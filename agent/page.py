"""The answer as it is written: sentences that passed the gate go out at once, the others wait for repair or are withheld."""

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.events import Event, FactShown, TextDelta
from agent.gate import Ground, Match, Splitter, check
from agent.gate.clean import clean
from agent.gate.ground import Item

WITHHELD_ONE = "*One statement is left out here: its figure could not be confirmed by your data.*"
WITHHELD_MORE = "*{n} statements are left out here: their figures could not be confirmed by your data.*"
_CAUTIOUS = 2


@dataclass
class Page:
    """One turn's text. `emit` sends an event; `text` is what the reader has seen."""

    emit: Callable[[Event], None]
    text: str = ""
    withheld: int = 0
    problems: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    shown: dict[str, tuple[Item, list[tuple[int, int]]]] = field(default_factory=dict)
    cited: list[int] = field(default_factory=list)
    _read: Callable[[], Ground] = Ground
    _about: Callable[[str], bool] = bool
    _ground: Ground | None = None
    _splitter: Splitter = field(default_factory=Splitter)
    _waiting: list[str] = field(default_factory=list)
    _strict: bool = False
    _dammed: bool = False
    _started: bool = False

    def begin(self, read: Callable[[], Ground], *, strict: bool, about: Callable[[str], bool] = bool) -> None:
        """Start a reply: `read` gives its ground when the first sentence comes.

        `strict` withholds what fails, else everything from the first failure on waits for repair; nothing goes out before a
        sentence that is `about` what was asked.
        """
        self._read, self._ground, self._strict, self._about = read, None, strict, about
        self._splitter, self._waiting, self._dammed, self._started = Splitter(), [], False, False
        self.problems = []

    def feed(self, piece: str) -> None:
        """Take a piece of the reply; nothing goes out until a second sentence shows that this is the answer."""
        self._waiting += self._splitter.feed(piece)
        if self._started or (len(self._solid()) >= _CAUTIOUS and self._answers()):
            self._release()

    def _solid(self) -> list[str]:
        return [sentence for sentence in self._waiting if sentence.strip()]

    def _answers(self) -> bool:
        """Tell whether what waits has to do with the question."""
        return any(self._about(sentence) for sentence in self._solid())

    def drop(self) -> None:
        """Forget what has not gone out: words before a tool call are no answer."""
        self._waiting, self._splitter = [], Splitter()
        if self._started and self.text and not self.text.endswith("\n"):
            self._send("\n\n")

    def close(self) -> None:
        """End the reply: what is left is checked too."""
        self._waiting += self._splitter.close()
        if self._started or self._answers() or not self._solid():
            self._release()
            return
        self.problems.append(("".join(self._waiting).strip(), ("is not about what was asked",)))
        self._waiting, self.withheld = [], self.withheld + self._strict

    def note(self, sentence: str) -> None:
        """Add a sentence of the house's own, which holds no figure of the portfolio."""
        if sentence:
            self._send(f"{self._gap()}{sentence}\n\n")

    def confess(self) -> None:
        """Say how many sentences were withheld."""
        if self.withheld:
            said = WITHHELD_ONE if self.withheld == 1 else WITHHELD_MORE.format(n=self.withheld)
            self._send(f"{self._gap()}{said}")

    def _gap(self) -> str:
        return "" if not self.text or self.text.endswith("\n\n") else "\n\n"

    def _release(self) -> None:
        self._started = True
        waiting, self._waiting = self._waiting, []
        for sentence in waiting:
            self._judge(sentence)

    def _judge(self, sentence: str) -> None:
        if self._dammed:
            return
        self._ground = self._ground or self._read()
        sentence = clean(sentence, self._ground.links)
        header = self._splitter.head(sentence)
        if not sentence:
            return
        verdict = check(sentence, self._ground, header)
        if verdict.ok:
            self._show(sentence, verdict.spans)
            return
        self.problems.append((sentence.strip(), verdict.problems))
        if self._strict:
            self.withheld += 1
            if sentence.endswith("\n") and self.text and not self.text.endswith("\n"):
                self._send("\n")
        else:
            self._dammed = True

    def _show(self, sentence: str, spans: tuple[Match, ...]) -> None:
        at = len(self.text)
        for match in spans:
            if match.item is not None:
                self.shown.setdefault(match.ref, (match.item, []))[1].append((at + match.start, at + match.end))
        self.cited += [n for n in _cites(sentence) if n not in self.cited]
        self._send(sentence)

    def _send(self, text: str) -> None:
        self.text += text
        self.emit(TextDelta(delta=text))

    def facts(self) -> list[FactShown]:
        """Give the facts that the text shows, each once with all its places."""
        return [_fact(item, spans) for item, spans in self.shown.values()]


def _cites(sentence: str) -> list[int]:
    from_marks = sentence.split("[")[1:]
    return [int(head) for part in from_marks if "]" in part and (head := part.split("]")[0]).isdecimal()]


def _fact(item: Item, spans: list[tuple[int, int]]) -> FactShown:
    fact = item.fact
    return FactShown(
        ref=fact.ref, value=fact.value, unit=fact.unit, currency=fact.currency, as_of=fact.as_of, tool=fact.tool, call_id=fact.call_id,
        path=fact.path, row=fact.row or None, label=fact.label, spans=sorted(set(spans)),
    )  # fmt: skip
