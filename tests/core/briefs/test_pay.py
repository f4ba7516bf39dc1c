"""Pay and budgets, as advertisements and clients write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.core.briefs import read_text
from touchstone.core.briefs.pay import pay_of
from touchstone.core.money import PayUnit


def pay(text):
    """What is read: low, high, "CUR/unit"; None where nothing is."""
    brief = read_text(text).brief
    if brief.pay is None:
        return None
    low, high = (None if end is None else float(end.major) / brief.pay.per for end in (brief.pay.low, brief.pay.high))
    return low, high, f"{(brief.pay.low or brief.pay.high).currency}/{brief.pay.unit.value}"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        # English: by the hour
        ("Compensation: $35/hr, paid weekly via PayPal.", 35, 35, "USD/hour"),
        ("You will earn $22.50 - $27.50 per hour depending on experience.", 22.5, 27.5, "USD/hour"),
        ("Pay range: $45-$60/hour (W2 or 1099).", 45, 60, "USD/hour"),
        ("Hourly rate: USD 18–24", 18, 24, "USD/hour"),
        ("Rates up to $150/hr for board-certified physicians.", None, 150, "USD/hour"),
        ("Starting at $25 an hour, with raises.", 25, None, "USD/hour"),
        ("$40+/hr for qualified experts", 40, None, "USD/hour"),
        ("We pay between £18 and £22 per hour.", 18, 22, "GBP/hour"),
        ("Earn €30-40 p/h working from home.", 30, 40, "EUR/hour"),
        ("The rate is 28 USD per hour before tax.", 28, 28, "USD/hour"),
        ("Pay: 15-20 dollars an hour.", 15, 20, "USD/hour"),
        ("Fixed hourly pay of $16.", 16, 16, "USD/hour"),
        ("Remuneration is AUD 55 per hour plus super.", 55, 55, "AUD/hour"),
        ("₹400–₹600 per hour", 400, 600, "INR/hour"),
        ("US$20/h for reviewers", 20, 20, "USD/hour"),
        ("twenty-five dollars per hour", 25, 25, "USD/hour"),
        ("CAD $30 to $38 hourly", 30, 38, "CAD/hour"),
        # other units
        ("Salary: $95,000 - $120,000 per year plus equity", 95_000, 120_000, "USD/year"),
        ("Base salary range of $180K–$260K", 180_000, 260_000, "USD/year"),
        ("$140k-$170k OTE", 140_000, 170_000, "USD/year"),
        ("Annual compensation: EUR 62,000", 62_000, 62_000, "EUR/year"),
        ("Gross pay: CHF 9'500 per month", 9_500, 9_500, "CHF/month"),
        ("£450 per day, outside IR35", 450, 450, "GBP/day"),
        ("Day rate: $600", 600, 600, "USD/day"),
        ("$1,200 a week for the duration", 1_200, 1_200, "USD/week"),
        ("$0.08 per word", 0.08, 0.08, "USD/word"),
        ("USD 0.03 per annotation", 0.03, 0.03, "USD/label"),
        ("We pay $4 per approved task.", 4, 4, "USD/task"),
        ("$75 for each accepted problem", 75, 75, "USD/task"),
        ("$2.50 per completed conversation", 2.5, 2.5, "USD/task"),
        ("$12 per 1,000 words", 0.012, 0.012, "USD/word"),
        ("Pago por lote: 250 USD cada 1.000 pares.", 0.25, 0.25, "USD/task"),
        ("Roughly 90 dollars for every accepted derivation.", 90, 90, "USD/task"),
        ("We reward each verified bug with $40.", 40, 40, "USD/task"),
        ("16,50 € brut/h", 16.5, 16.5, "EUR/hour"),
        ("Salary: NOK 680 000–740 000.", 680_000, 740_000, "NOK/year"),
        ("Salario: $1.600.000 líquidos, Santiago de Chile.", 1_600_000, 1_600_000, "CLP/month"),
        ("We pay 40 an hour in euros.", 40, 40, "EUR/hour"),
        ("120 lei/h", 120, 120, "RON/hour"),
        ("8 LPA", 800_000, 800_000, "INR/year"),
        ("INR 3 to 5 lakh a year", 300_000, 500_000, "INR/year"),
        ("€3,800–4,500 brutto monthly", 3_800, 4_500, "EUR/month"),
        ("Hourly · $5/hr", 5, 5, "USD/hour"),
        ("60 hours at CHF 55", 55, 55, "CHF/hour"),
        ("RSD 6,500 per match", 6_500, 6_500, "RSD/task"),
        ("USD 0.80 per audio minute", 0.8, 0.8, "USD/task"),
        ("one-time payment of CHF 40", 40, 40, "CHF/project"),
        # Spanish
        ("Pago: 18 dólares por hora.", 18, 18, "USD/hour"),
        ("Tarifa: entre USD 15 y USD 20 la hora", 15, 20, "USD/hour"),
        ("Ofrecemos $ 2.500.000 mensuales en Bogotá, Colombia", 2_500_000, 2_500_000, "COP/month"),
        ("Salario: 25,000 pesos mexicanos al mes", 25_000, 25_000, "MXN/month"),
        ("Remuneración de S/ 3,500 mensuales", 3_500, 3_500, "PEN/month"),
        ("US$ 1.500 por mes", 1_500, 1_500, "USD/month"),
        ("Sueldo bruto anual de 32.000 €", 32_000, 32_000, "EUR/year"),
        ("Se paga 0,05 USD por etiqueta", 0.05, 0.05, "USD/label"),
        ("ARS 1.200.000 por mes", 1_200_000, 1_200_000, "ARS/month"),
        ("hasta 30 USD/hora según experiencia", None, 30, "USD/hour"),
        ("a partir de 12 USD la hora", 12, None, "USD/hour"),
        ("Honorarios: UF no, $ 1.800.000 líquidos al mes en Santiago de Chile", 1_800_000, 1_800_000, "CLP/month"),
        ("de 20 a 35 dólares por hora", 20, 35, "USD/hour"),
        ("15 euros por hora trabajada", 15, 15, "EUR/hour"),
        ("MXN $350 por hora", 350, 350, "MXN/hour"),
        # Portuguese
        ("Pagamento: R$ 60 a R$ 90 por hora.", 60, 90, "BRL/hour"),
        ("R$ 80/hora, nota fiscal", 80, 80, "BRL/hour"),
        ("Salário de R$ 7.500,00 mensais", 7_500, 7_500, "BRL/month"),
        ("Remuneração: até R$ 12 mil por mês", None, 12_000, "BRL/month"),
        ("valor hora: R$ 55", 55, 55, "BRL/hour"),
        ("R$ 0,12 por palavra", 0.12, 0.12, "BRL/word"),
        ("entre 15 e 25 dólares por hora", 15, 25, "USD/hour"),
        ("pagamos 20 reais por tarefa aprovada", 20, 20, "BRL/task"),
        ("a partir de R$ 45 a hora", 45, None, "BRL/hour"),
        ("R$ 95 mil ao ano", 95_000, 95_000, "BRL/year"),
        ("US$ 18/h, pagos por quinzena", 18, 18, "USD/hour"),
    ],
)
def test_pay_is_read_as_it_is_written(text, low, high, unit):
    assert pay(text) == (low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "We raised $50M in our Series B.",
        "A $500 signing bonus is paid after 90 days.",
        "Refer a friend and get a $200 referral bonus.",
        "Our cloud bill is $41,000 a month.",
        "The company manages $2 billion in assets.",
        "Forty dollars an hour is not enough for this.",
        "Label prices such as $4.99 on 2,000 shelf photos.",
        "The assistant quoted a fine of $10,000 that does not exist.",
        "Nuestra startup recaudó US$ 3 millones.",
        "Our customers pay $30 a month for the app.",
        "The bot sells policies of $200 a year.",
        "We reimburse internet up to $40 monthly.",
        "Fares between $4 and $9.",
        "The old vendor charged $6 per label.",
        "Last year we paid $18 an hour.",
        "El modelo dice que la cuota es de $350 al mes.",
        "Auxílio home office de R$ 150 por mês.",
        "O assistente informa tarifa de R$ 29,90 por mês.",
        "El plan del proveedor cuesta 900 dólares por mes.",
        "Captamos R$ 10 milhões no ano passado.",
        "20 hours a week, 95% accuracy, 3 years of experience.",
        "The rate is low, 38.5h/week.",
    ],
)
def test_money_that_nobody_offers_is_no_pay(text):
    assert pay(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("Our budget is $15,000.", 15_000, "USD"),
        ("We can spend up to 8,000 euros on this.", 8_000, "EUR"),
        ("Budget: USD 5k-8k for the pilot", 8_000, "USD"),
        ("We have £20,000 set aside.", 20_000, "GBP"),
        ("$3,000 in total for 100 hours of work", 3_000, "USD"),
        ("Fixed price: $2,500", 2_500, "USD"),
        ("no more than $12,000 overall", 12_000, "USD"),
        ("Presupuesto total: US$ 40.000", 40_000, "USD"),
        ("Contamos con 6.000 euros para todo.", 6_000, "EUR"),
        ("Tenemos un presupuesto de 250 mil pesos mexicanos", 250_000, "MXN"),
        ("Tope de 30 mil dólares", 30_000, "USD"),
        ("Orçamento de R$ 80 mil", 80_000, "BRL"),
        ("Dispomos de R$ 25.000,00 no total", 25_000, "BRL"),
        ("Temos uma verba de 50 mil reais", 50_000, "BRL"),
        ("Twelve weeks, €60,000 for both parts.", 60_000, "EUR"),
    ],
)
def test_a_budget_is_a_sum_for_all_of_the_work(text, amount, currency):
    brief = read_text(text).brief
    assert brief.budget is not None
    assert (float(brief.budget.major), brief.budget.currency) == (amount, currency)
    assert brief.pay is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pays $30/h, plus $5/h on weekends.", (30, 30, "USD/hour")),
        ("Review support tickets, $18 an hour.", (18, 18, "USD/hour")),
        ("Tickets at $0.05 each.", (0.05, 0.05, "USD/task")),
        ("Two nurses who previously worked in triage, $50/h.", (50, 50, "USD/hour")),
        ("Up to $50 per hour for experts in law; general tasks from $15 per hour.", (15, 50, "USD/hour")),
    ],
)
def test_pay_beside_words_of_other_money_is_still_pay(text, expected):
    assert pay(text) == expected


def test_a_rate_card_is_read_as_one_range():
    assert pay("Rate card: labeller 7 USD/h, reviewer 10 USD/h, lead 14 USD/h.") == (7, 14, "USD/hour")


def test_pay_below_the_smallest_coin_is_kept_exactly():
    offer = read_text("USD 0.015 per word").brief.pay
    assert (offer.low.minor, offer.per, offer.unit) == (1500, 1000, PayUnit.WORD)


def test_pesos_without_a_country_are_left_out_and_told():
    reading = read_text("Pagamos 300 pesos por hora.")
    assert reading.brief.pay is None
    assert any("pesos" in note for note in reading.notes)


def test_pesos_take_the_currency_of_the_one_country_that_is_named():
    assert pay("Pagamos 300 pesos por hora a anotadores en México.") == (300, 300, "MXN/hour")


def test_a_very_high_rate_is_read_and_told():
    reading = read_text("USD? We offer $1,500-3,500 per hour.")
    assert reading.brief.pay.high.minor == 350_000
    assert any("check" in note for note in reading.notes)


def test_a_year_is_guessed_from_the_size_with_low_confidence():
    reading = read_text("USD 130,000 to 225,000. Own the training stack.")
    found = next(one for one in reading.found if one.field == "pay")
    assert found.value.unit is PayUnit.YEAR
    assert 0.5 <= found.confidence < 0.8


@given(
    low=st.decimals(0, 10**6, places=4),
    extra=st.decimals(0, 10**6, places=4),
    currency=st.sampled_from(["USD", "CLP", "BRL"]),
)
def test_no_amount_is_lost_in_whole_coins(low, extra, currency):
    offer = pay_of(low, low + extra, currency=currency, unit=PayUnit.TASK)
    for end, amount in ((offer.low, low), (offer.high, low + extra)):
        assert abs(end.major / offer.per - amount) <= Decimal("0.001")
