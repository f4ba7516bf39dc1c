"""Hours a week, hours in all, full and part time, and how long it lasts."""

import pytest

from touchstone.core.briefs import Range, Schedule, read_text


def found(text, field):
    return next((one for one in read_text(text).found if one.field == field and one.used), None)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Commitment: 15-20 hours per week, flexible schedule.", 15, 20),
        ("At least 10 hours/week is expected.", 10, None),
        ("Work up to 40 hours weekly.", None, 40),
        ("You choose your hours: 5 to 29 hrs/wk.", 5, 29),
        ("minimum of 20 hrs per week", 20, None),
        ("Roughly 25h per week", 25, 25),
        ("max. 30 h/week", None, 30),
        ("Availability of 20+ hours each week", 20, None),
        ("a 35-hour week", 35, 35),
        ("twenty to thirty hours a week", 20, 30),
        ("Weekly hours: 12–16", 12, 16),
        ("about ten hours weekly", 10, 10),
        ("Expect 10-15 hours of work per week", 10, 15),
        ("20 hours or more per week", 20, None),
        ("fewer than 20 hours a week", None, 20),
        ("part-time (15 to 20 hours)", 15, 20),
        ("37.5 hours per week", 37.5, 37.5),
        ("4 hours a day, five days a week", 20, 20),
        ("min 15 h/week, max 40 h/week", 15, 40),
        ("Hours: 10 weekly", 10, 10),
        ("Disponibilidad mínima de 15 horas semanales", 15, None),
        ("no more than 25 hours in any week", None, 25),
        ("10 hrs p/w", 10, 10),
        ("Dedicación de 20 a 30 horas semanales.", 20, 30),
        ("Entre 10 y 15 horas por semana", 10, 15),
        ("mínimo 25 h/semana", 25, None),
        ("hasta 40 horas a la semana", None, 40),
        ("veinte horas semanales", 20, 20),
        ("Jornada de 30 hs. semanales", 30, 30),
        ("menos de 20 horas por semana", None, 20),
        ("6 horas diarias, 5 días a la semana", 30, 30),
        ("unas 15 horas a la semana", 15, 15),
        ("Horas por semana: 20", 20, 20),
        ("Disponibilidade de 20 horas semanais.", 20, 20),
        ("de 20 a 30 horas por semana", 20, 30),
        ("até 40 h por semana", None, 40),
        ("pelo menos dez horas por semana", 10, None),
        ("Carga horária: 30h semanais", 30, 30),
        ("cerca de 12 horas na semana", 12, 12),
        ("mais de 20 horas por semana", 20, None),
        ("entre vinte e vinte e cinco horas semanais", 20, 25),
    ],
)
def test_hours_a_week_are_read_as_they_are_written(text, low, high):
    assert read_text(text).brief.hours_per_week == Range(low, high)


@pytest.mark.parametrize(
    "text",
    [
        "At least 4 hours of overlap with PST.",
        "Respond within 24 hours.",
        "Transcribe 500 hours of audio.",
        "A two-hour onboarding, every 3 hours a break.",
        "Model latency grew over the past 48 hours.",
        "Full or part time.",
        "Keep your full-time job.",
        "No full-time positions.",
        "1,900 horas de grabaciones de llamadas.",
        "Atendimento 24 horas.",
        "The help desk is open 24 hours a day.",
        "Each annotator looks at 30 hours of dashcam video.",
        "The plant runs 168 hours a week.",
        "El sitio atiende 40 horas semanales.",
        "La ley permite 48 horas por semana y el modelo dice 60.",
    ],
)
def test_hours_of_other_things_are_not_hours_a_week(text):
    assert read_text(text).brief.hours_per_week is None


@pytest.mark.parametrize(
    "text", ["Full time.", "A full-time role.", "Tiempo completo.", "Período integral.", "FTE 1.0, full-time"]
)
def test_full_time_is_forty_hours_at_low_confidence(text):
    one = found(text, "hours_per_week")
    assert one.value == Range(40, 40)
    assert one.confidence < 0.6
    assert read_text(text).brief.schedule is Schedule.FULL_TIME


def test_hours_that_are_said_win_over_full_time():
    assert read_text("Full-time, 36 hours a week.").brief.hours_per_week == Range(36, 36)


@pytest.mark.parametrize(
    "text", ["Part-time, remote.", "A part time contract", "medio tiempo", "meio período", "tiempo parcial"]
)
def test_part_time_is_a_schedule_without_hours(text):
    brief = read_text(text).brief
    assert brief.schedule is Schedule.PART_TIME
    assert brief.hours_per_week is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("About 120 hours in total.", 120, 120),
        ("60-80 hours altogether", 60, 80),
        ("30 to 50 hours over four weeks", 30, 50),
        ("Total: 200 hours", 200, 200),
        ("up to 100 hours of work in all", None, 100),
        ("100 horas en total", 100, 100),
        ("un total de 80 horas", 80, 80),
        ("150 horas no total", 150, 150),
        ("40 horas ao todo", 40, 40),
    ],
)
def test_hours_in_all_are_told_from_hours_a_week(text, low, high):
    brief = read_text(text).brief
    assert brief.hours_total == Range(low, high)
    assert brief.hours_per_week is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Contract length: 3 months, with possible extension.", 13.0, 13.0),
        ("The project runs for 6-8 weeks.", 6, 8),
        ("a 12-week engagement", 12, 12),
        ("six-month contract", 26.0, 26.0),
        ("over the next two months", 8.7, 8.7),
        ("Duration: 4 weeks", 4, 4),
        ("for approximately ten weeks", 10, 10),
        ("within six weeks", None, 6),
        ("1-year fixed-term contract", 52, 52),
        ("initial term of three months", 13.0, 13.0),
        ("for 90 days", 12.9, 12.9),
        ("for a month", 4.3, 4.3),
        ("at least 8 weeks of commitment, 8 weeks contract", 8, 8),
        ("lasting 5 to 7 weeks", 5, 7),
        ("Remote, part-time, 10 weeks.", 10, 10),
        ("Duración: 3 meses", 13.0, 13.0),
        ("durante seis semanas", 6, 6),
        ("contrato de 6 meses renovable", 26.0, 26.0),
        ("por un mes", 4.3, 4.3),
        ("en ocho semanas", 8, 8),
        ("plazo de 10 a 12 semanas", 10, 12),
        ("proyecto de cuatro meses", 17.3, 17.3),
        ("Duração de três meses", 13.0, 13.0),
        ("por oito semanas", 8, 8),
        ("contrato de 12 meses", 52.0, 52.0),
        ("prazo: 6 semanas", 6, 6),
        ("durante um mês", 4.3, 4.3),
        ("projeto de 2 a 3 meses", 8.7, 13.0),
        ("limited to 12 months", 52.0, 52.0),
        ("3 months' availability", 13.0, 13.0),
        ("contrato por honorarios de 4 meses", 17.3, 17.3),
    ],
)
def test_a_duration_is_read_in_weeks(text, low, high):
    assert read_text(text).brief.weeks == Range(low, high)


@pytest.mark.parametrize(
    "text",
    [
        "At least 6 months of experience.",
        "You are paid every two weeks.",
        "Two weeks notice.",
        "The model was launched three months ago.",
        "In the last 6 months quality dropped.",
        "Start within 2 weeks.",
        "A two-week trial.",
        "20 hours per week.",
        "A model retrained every 3 weeks.",
        "Hace dos meses que el modelo falla.",
        "Pago cada dos semanas.",
        "Experiencia mínima de 6 meses.",
        "Nos últimos três meses piorou.",
        "5+ years in radiology.",
        "Babies of 6 months.",
        "A training of two days.",
        "Two years of college.",
        "The model was trained for six weeks.",
        "We launch in eight weeks.",
        "Onboarding lasts two weeks.",
        "For five weeks the model has been refusing half of all requests.",
        "Pay within 30 days of invoice.",
        "Entrega en 10 días hábiles.",
        "O modelo está no ar há cinco meses.",
        "The team has existed for eight months.",
    ],
)
def test_other_stretches_of_time_are_no_duration_of_the_work(text):
    assert read_text(text).brief.weeks is None
