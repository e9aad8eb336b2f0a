"""The bodies that people send; everything of unknown name is refused."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from core.errors import BadCurrency, BadInput
from core.ledger import TxType
from core.models import Model
from data.currencies import ISO, PENCE

HIDDEN = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", *(chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))}


def visible(text: str) -> str:
    """Refuse text that can not be stored: NUL and lone surrogates."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput("The text holds characters that can not be stored.")
    return text


def money(code: str) -> str:
    """Refuse a code that is no currency's."""
    if code not in ISO:
        raise BadCurrency(f"There is no currency {code}; give a code such as USD, EUR or INR.")
    return code


def traded(code: str) -> str:
    """Refuse a code that is neither a currency's nor that of a part which prices are quoted in, such as GBX."""
    return code if code in PENCE else money(code)


Text = Annotated[str, AfterValidator(visible)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(visible)]
Code = StringConstraints(pattern=r"^[A-Z]{3}$")
Currency = Annotated[str, Code, AfterValidator(money)]
Traded = Annotated[str, Code, AfterValidator(traded)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^@\s\x00]{1,64}@[^@\s\x00]{1,190}$")]
Secret = Annotated[str, StringConstraints(min_length=8, max_length=256), AfterValidator(visible)]
Figure = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 15, max_digits=28, allow_inf_nan=False)]


class Register(Model):
    """A new person."""

    email: Email
    password: Secret
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120), AfterValidator(visible)] = ""


class Refresh(Model):
    """A refresh token."""

    refresh_token: Annotated[str, StringConstraints(max_length=512)]


class Link(Model):
    """A one-time sign-in link's token."""

    token: Annotated[str, StringConstraints(max_length=512)]


class Password(Model):
    """A change of password."""

    old_password: Secret
    new_password: Secret


class Profile(Model):
    """What a person may change of themselves; what is left out stays."""

    name: Name | None = None
    base_currency: Currency | None = None
    number_format: Literal["auto", "indian", "western"] | None = None
    goals: Annotated[Text, Field(max_length=2000)] | None = None
    horizon_years: Annotated[int, Field(ge=0, le=80)] | None = None
    risk: Literal["low", "medium", "high"] | None = None


class NewToken(Model):
    """A personal access token to make."""

    name: Name
    doors: list[Literal["api", "mcp"]] = Field(default=["mcp"], min_length=1)
    scopes: list[Literal["portfolio:read", "portfolio:write", "chat"]] = Field(default=["portfolio:read"], min_length=1)
    privacy: Literal["full", "relative"] = "full"
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = 365


class NewPortfolio(Model):
    """A portfolio to make."""

    name: Name
    base_currency: Currency
    benchmark: Annotated[str, StringConstraints(max_length=40)] | None = None


class PortfolioChange(Model):
    """What may change of a portfolio; what is left out stays."""

    name: Name | None = None
    benchmark: Annotated[str, StringConstraints(max_length=40)] | None = None


class NewTransaction(Model):
    """A transaction to record."""

    date: date
    time: datetime | None = None
    type: Annotated[TxType, BeforeValidator(lambda word: word.lower() if isinstance(word, str) else word)]
    symbol: (
        Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, min_length=1, max_length=40), AfterValidator(visible)] | None
    ) = None
    isin: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z0-9]{9}[0-9]$")] | None = None
    quantity: Figure = Decimal(0)
    price: Figure | None = None
    currency: Traded
    fee: Figure = Decimal(0)
    tax: Figure = Decimal(0)
    amount: Figure | None = None
    fx_rate: Figure | None = None
    ratio: Figure | None = None
    account: Name = "main"
    source_record_id: Annotated[Text, Field(max_length=120)] | None = None
    note: Annotated[Text, Field(max_length=2000)] | None = None


class Commit(Model):
    """How a preview is committed."""

    include_duplicates: bool = False
    include_deposits: bool = False


class Chat(Model):
    """A question."""

    message: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000), AfterValidator(visible)]
    thread_id: Annotated[str, Field(max_length=80)] | None = None
    portfolio_id: Annotated[str, Field(max_length=80)] | None = None
    stream: bool = True


class Title(Model):
    """A thread's new title."""

    title: Name


class Feedback(Model):
    """What a person thinks of an answer."""

    good: bool
    text: Annotated[Text, Field(max_length=2000)] = ""


class Decision(Model):
    """What a person decides on a draft."""

    decision: Literal["approve", "decline"]


class NewNote(Model):
    """A note on a holding or a transaction."""

    target: Name
    text: Annotated[Text, Field(min_length=1, max_length=8000)]


class GoalRun(Model):
    """A goal to simulate; `paths` beyond those of risk_goal make its figures steadier."""

    target: Annotated[Figure, Field(gt=0)]
    date: date
    contribution: Figure = Decimal(0)
    portfolio_id: str | None = None
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    paths: Annotated[int, Field(ge=1_000, le=1_000_000)] = 10_000
