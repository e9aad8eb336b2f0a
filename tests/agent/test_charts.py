"""Charts: the fitting one for each answer, for the direct question and for "show me the chart", in the contract's form."""

from itertools import accumulate
from typing import Any

import pytest

from agent.charts import of_answer
from agent.turn import Agent
from core.protocols import Call
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
BENCHMARK = "S&P 500 Index"
DIRECT: dict[str, tuple[str, str, int]] = {
    "show my growth against the S&P": ("growth", "ratio", 2),
    "plot my portfolio against the S&P 500 since 2019": ("growth", "ratio", 2),
    "show me a growth chart": ("growth", "ratio", 2),
    "mera portfolio ka graph dikhao": ("growth", "ratio", 2),
    "draw my portfolio value over time": ("line", "money", 1),
    "chart my drawdown": ("drawdown", "ratio", 2),
    "drawdown chart of 2022": ("drawdown", "ratio", 2),
    "pie chart of my sectors": ("allocation", "ratio", 1),
    "draw a heat map of correlations": ("correlation", "ratio", 12),
    "graph of what each stock adds to my risk": ("contributions", "ratio", 2),
    "chart the stress scenarios": ("stress", "ratio", 1),
    "what are my chances of reaching 1 million by 2035": ("goal", "money", 5),
    "chart of Apple over 5 years": ("line", "price", 1),
}
AFTER: dict[str, str] = {
    "How has my portfolio performed over the last year?": "growth",
    "Have I beaten the market?": "growth",
    "What is my XIRR?": "growth",
    "What is my portfolio worth?": "line",
    "How is my portfolio allocated by sector?": "allocation",
    "What was my worst drawdown?": "drawdown",
    "How risky is my portfolio?": "drawdown",
    "How correlated are my holdings?": "correlation",
    "Which holdings contribute most to my risk?": "contributions",
    "How well diversified am I?": "contributions",
    "What would another 2008 do to my portfolio?": "stress",
    "What are my chances of having 1 million by 2040?": "goal",
    "Which year was best?": "bar",
}


def sound(chart: dict[str, Any]) -> bool:
    """Tell whether a chart has a title, names and points of a text and a figure."""
    points = [point for line in chart["series"] for point in line["points"]]
    named = all(line["name"] for line in chart["series"]) and bool(chart["title"])
    return named and len(points) > 1 and all(isinstance(x, str) and float(y) is not None for x, y in points)


@pytest.mark.parametrize("text", list(DIRECT))
async def test_a_question_for_a_chart_gets_it(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    chart = answer["charts"][0]
    assert (chart["kind"], chart["unit"], len(chart["series"])) == DIRECT[text]
    assert sound(chart)
    assert answer["withheld"] == 0
    assert answer["text"]


@pytest.mark.parametrize("text", list(AFTER))
async def test_show_me_the_chart_draws_what_was_answered(agent: Agent, asker: Ctx, text: str) -> None:
    first = await ask(agent, asker, text)
    answer = await ask(agent, asker, "show me the chart", first["thread_id"])
    assert [chart["kind"] for chart in answer["charts"]] == [AFTER[text]]
    assert sound(answer["charts"][0])
    assert answer["withheld"] == 0


async def test_growth_and_drawdown_agree_with_the_tools(agent: Agent, asker: Ctx) -> None:
    growth = (await ask(agent, asker, "chart my growth against the index over the last 3 years"))["charts"][0]
    fall = await ask(agent, asker, "chart my drawdown over the last 3 years")
    own, other = growth["series"]
    assert other["name"] == BENCHMARK
    assert own["points"][0][1] == 0
    peaks = accumulate((1 + y for _, y in own["points"]), max)
    highest = [(1 + y) / peak - 1 for (_, y), peak in zip(own["points"], peaks, strict=True)]
    drawn = [y for _, y in fall["charts"][0]["series"][0]["points"]]
    assert all(-1 < y <= 1e-12 and y <= most + 1e-12 for y, most in zip(drawn, highest, strict=True))
    worst = next(each["value"] for each in fall["facts"] if each["path"] == "/max_drawdown")
    assert min(drawn) == pytest.approx(worst, abs=1e-12)


async def test_a_matrix_is_square_and_says_what_it_leaves_out(agent: Agent, asker: Ctx) -> None:
    chart = (await ask(agent, asker, "How correlated are my holdings?"))["charts"][0]
    names = [line["name"] for line in chart["series"]]
    assert all([x for x, _ in line["points"]] == names for line in chart["series"])
    assert all(line["points"][at][1] == pytest.approx(1) for at, line in enumerate(chart["series"]))
    assert "12 first of 20 shown" in chart["title"]


@pytest.mark.parametrize("text", ["Show my transactions this year.", "What would change if I sold half of my Apple?"])
async def test_where_nothing_can_be_drawn_it_is_said(agent: Agent, asker: Ctx, text: str) -> None:
    first = await ask(agent, asker, text)
    answer = await ask(agent, asker, "show me the chart", first["thread_id"])
    assert answer["charts"] == []
    assert "There is no chart for that" in answer["text"]


async def test_a_model_that_does_not_say_gets_the_usual_charts() -> None:
    line = [{"date": "2022-01-03", "twr": 0.0, "benchmark_twr": 0.0}, {"date": "2022-02-03", "twr": 0.1, "benchmark_twr": None}]
    drawn = Call(call_id="c1", tool="portfolio_performance", args={"series": True}, ok=True, result={"series": line}, ms=1.0)
    plain = Call(call_id="c2", tool="portfolio_performance", args={}, ok=True, result={"series": []}, ms=1.0)
    charts = of_answer([plain, drawn], {}, None)
    assert [(chart.kind, chart.call_id, [each.name for each in chart.series]) for chart in charts] == [("growth", "c1", ["You"])]
