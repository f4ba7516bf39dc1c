"""Where people may be, where the work is done, and whose clock counts."""

from datetime import time

import pytest

from touchstone.core.briefs import WorkingHours, countries, read_text


def brief(text, title=None):
    return read_text(text, title=title).brief


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Open to candidates in the United States and Canada.", {"US", "CA"}),
        ("You must be based in Germany.", {"DE"}),
        ("US-based contractors only.", {"US"}),
        ("Remote (UK only)", {"GB"}),
        ("Applicants must reside in Kenya, Nigeria or Ghana.", {"KE", "NG", "GH"}),
        ("We hire only in Mexico.", {"MX"}),
        ("Location: Philippines (remote)", {"PH"}),
        ("Must be authorized to work in the US.", {"US"}),
        ("Residents of Spain, Portugal and Italy", {"ES", "PT", "IT"}),
        ("remote within India", {"IN"}),
        ("Brazilian nationals, please.", {"BR"}),
        ("Contractor, part-time, Argentina.", {"AR"}),
        ("Remote, US/UK/Canada/Australia/New Zealand only.", {"US", "GB", "CA", "AU", "NZ"}),
        ("US persons only", {"US"}),
        ("Must reside in Argentina (Argentina-based freelancers only).", {"AR"}),
        ("Work from anywhere in Colombia", {"CO"}),
        ("Solo residentes en México.", {"MX"}),
        ("Buscamos personas de Argentina o Uruguay.", {"AR", "UY"}),
        ("Remoto desde Perú", {"PE"}),
        ("candidatos radicados en Chile", {"CL"}),
        ("Ubicación: Colombia", {"CO"}),
        ("que vivan en España", {"ES"}),
        ("Apenas para residentes no Brasil.", {"BR"}),
        ("candidatos que moram em Portugal", {"PT"}),
        ("Trabalho remoto no Brasil", {"BR"}),
        ("pessoas de Angola e Moçambique", {"AO", "MZ"}),
    ],
)
def test_where_people_may_be_is_read(text, codes):
    assert set(brief(text).countries) == codes


@pytest.mark.parametrize(
    "text",
    [
        "Check answers on US tax law.",
        "Our users in Brazil complain.",
        "The company is headquartered in Japan.",
        "Label street photos of Lima and Quito.",
        "History of France and Germany.",
        "We are a startup in Berlin serving clients in Spain.",
        "Open to all countries.",
        "Not available in Cuba.",
        "Overlap with Mexico City time.",
        "Derecho laboral de México.",
        "Nossos clientes estão em Portugal.",
    ],
)
def test_a_country_that_is_merely_named_limits_nobody(text):
    assert brief(text).countries == ()


def test_a_region_is_all_of_its_countries_without_those_left_out():
    codes = set(brief("Open to LATAM-based contractors; not available in Cuba.").countries)
    assert {"AR", "BR", "CL", "CO", "MX", "PE", "UY"} <= codes
    assert "CU" not in codes


@pytest.mark.parametrize(
    ("text", "location", "on_site"),
    [
        ("Fully remote.", "remote", False),
        ("100% remote, worldwide", "worldwide", False),
        ("Work from home.", "remote", False),
        ("On-site in Lisbon.", "Lisbon", True),
        ("Hybrid role in Toronto", "Toronto", True),
        ("Berlin or remote", "Berlin", False),
        ("Based in Austin, TX, in office three days a week", "Austin, TX", True),
        ("No remote work.", None, True),
        ("Position in Springfield.", "Springfield", None),
        ("Presencial en Guadalajara", "Guadalajara", True),
        ("Modalidad remota", "remote", False),
        ("Híbrido em Campinas", "Campinas", True),
        ("Vaga 100% home office", "remote", False),
        ("desde cualquier país", "worldwide", None),
        ("trabalho presencial em Recife", "Recife", True),
    ],
)
def test_the_place_of_work_is_read_in_the_briefs_words(text, location, on_site):
    found = brief(text)
    assert (found.location, found.on_site) == (location, on_site)


@pytest.mark.parametrize(
    ("text", "zone", "overlap"),
    [
        ("At least 4 hours overlap with EST.", "America/New_York", 4),
        ("4+ hours of overlap with Pacific time", "America/Los_Angeles", 4),
        ("must overlap three hours with CET", "Europe/Berlin", 3),
        ("overlap of at least 2 hours with London", "Europe/London", 2),
        ("3 hours a day in common with New York", "America/New_York", 3),
        ("Minimum overlap: 5h (US Eastern)", "America/New_York", 5),
        ("available 4 hours within US working hours", "America/New_York", 4),
        ("Mínimo 4 horas de superposición con la hora del Este", "America/New_York", 4),
        ("al menos 3 horas en común con Madrid", "Europe/Madrid", 3),
        ("que coincidan 5 horas con la hora del Pacífico", "America/Los_Angeles", 5),
        ("pelo menos 4 horas de sobreposição com o horário de Brasília", "America/Sao_Paulo", 4),
        ("3 horas em comum com Lisboa", "Europe/Lisbon", 3),
        ("4 hours overlap with UTC-5", "Etc/GMT+5", 4),
    ],
)
def test_shared_hours_and_their_clock_are_read(text, zone, overlap):
    found = brief(text)
    assert (found.time_zone, found.minimum_overlap) == (zone, overlap)


@pytest.mark.parametrize(
    "text",
    [
        "CT scans of the chest",
        "PT-BR content",
        "Machine translation (MT) output",
        "The best answers",
        "State of the ART",
        "est. 2019",
    ],
)
def test_letters_that_are_no_zone_are_left_alone(text):
    assert brief(text).time_zone is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Working hours: 9am-5pm EST", time(9), time(17)),
        ("We work from 10:00 to 19:00.", time(10), time(19)),
        ("9 to 5 ET", time(9), time(17)),
        ("office hours 8:30 a.m. – 4:30 p.m.", time(8, 30), time(16, 30)),
        ("Horario de 9 a 18 hs", time(9), time(18)),
        ("das 8h às 17h", time(8), time(17)),
    ],
)
def test_working_hours_are_read(text, start, end):
    assert brief(text).working_hours == WorkingHours(start, end)


@pytest.mark.parametrize("text", ["20-30 hours per week", "9 to 12 images", "2 to 5 years", "Rate 1 to 10", "$9-18/h"])
def test_other_ranges_are_no_working_hours(text):
    assert brief(text).working_hours is None


def test_every_country_has_names_in_three_languages_and_real_zones():
    from zoneinfo import ZoneInfo

    assert len(countries()) >= 193
    for country in countries().values():
        assert all(country.name(language) for language in ("en", "es", "pt"))
        assert all(ZoneInfo(zone).key == zone for zone in country.zones)


def test_country_names_agree_with_the_unicode_repository():
    babel = pytest.importorskip("babel")
    agreeing = sum(
        babel.Locale(language).territories[code].lower() in {name.lower() for name in country.names[language]}
        for code, country in countries().items()
        for language in ("en", "es", "pt")
    )
    assert agreeing / (3 * len(countries())) > 0.93
