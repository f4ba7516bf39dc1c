"""Degrees, years and seniority: the lowest that is enough, and wishes that are no requirement."""

import pytest

from touchstone.core.briefs import Degree, Seniority, read_text

D, M, B, T, S = Degree.DOCTORATE, Degree.MASTER, Degree.BACHELOR, Degree.DIPLOMA, Degree.SECONDARY


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("PhD in chemistry required.", D),
        ("Ph.D. or D.Phil. in a quantitative field", D),
        ("A doctorate in molecular biology", D),
        ("We want postdocs with publications.", D),
        ("Master's degree or higher in statistics", M),
        ("MSc/PhD in computer science", M),
        ("Hold an MBA or equivalent", M),
        ("an advanced degree in economics", M),
        ("JD required; active bar membership", M),
        ("M.S. or Ph.D. in physics", M),
        ("Bachelor's degree required, Master's preferred", B),
        ("BA/BS in any field", B),
        ("a completed university degree", B),
        ("College degree in English or journalism", B),
        ("BSc, MSc or PhD welcome", B),
        ("Degree holders in nursing", B),
        ("Graduates of law: you have a law degree", B),
        ("Associate's degree or certificate", T),
        ("technical diploma in electronics", T),
        ("High school diploma or GED", S),
        ("Doctorado en matemáticas.", D),
        ("Maestría o doctorado en biología", M),
        ("Licenciatura en derecho concluida", B),
        ("título universitario en ingeniería", B),
        ("Licenciado/a en contaduría", B),
        ("estudios de posgrado en economía", M),
        ("egresados de medicina", B),
        ("técnico superior en radiología", T),
        ("Bachillerato terminado", S),
        ("secundario completo", S),
        ("Doutorado em física ou áreas afins", D),
        ("Mestrado concluído em linguística", M),
        ("Graduação completa em Direito", B),
        ("Ensino superior completo", B),
        ("bacharelado em estatística", B),
        ("formação superior em farmácia", B),
        ("curso técnico em enfermagem", T),
        ("ensino médio completo", S),
    ],
)
def test_the_lowest_degree_that_is_enough_is_read(text, degree):
    assert read_text(text).brief.degree is degree


@pytest.mark.parametrize(
    "text",
    [
        "PhD preferred.",
        "A master's degree is a plus.",
        "No degree required.",
        "Ideally a PhD.",
        "Degree in law, finance or economics preferred.",
        "Nice to have:\n- PhD in biology\n- published papers",
        "Check the answers to a high degree of accuracy.",
        "Rotate the image by 90 degrees.",
        "PhD-level questions from textbooks.",
        "Skilled in MS Office, based in Boston, MA.",
        "Fine-tune an LLM.",
        "Maestría deseable.",
        "No se requiere título universitario.",
        "Mestrado será um diferencial.",
        "Não exigimos graduação.",
        "Our founders hold PhDs from MIT.",
        "Questions at PhD level.",
        "Our CEO has a PhD.",
        "The dataset has 3,000 PhD abstracts.",
        "El modelo resuelve problemas de doctorado.",
        "Tesis de maestría como datos.",
    ],
)
def test_a_wish_or_another_meaning_is_no_requirement(text):
    assert read_text(text).brief.degree is None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("PhD in organic chemistry required.", ["0531.organic"]),
        ("degree in law", ["0421"]),
        ("A law degree is needed.", ["0421"]),
        ("A law or economics degree is needed.", ["0421", "0311"]),
        ("Bachelor's degree in law, economics or political science", ["0421", "0311", "0312"]),
        ("BSc, MSc or PhD in chemistry", ["0531"]),
        ("Bachelor of Science in nursing", ["0913"]),
        ("master's degree or higher in statistics", ["0542"]),
        ("JD required; active bar membership", ["0421"]),
        ("MD required.", ["0912"]),
        ("We need an MD or PhD in biology.", ["0912", "0511"]),
        ("Licenciatura en derecho.", ["0421"]),
        ("Doctorado en matemáticas o física.", ["0541", "0533"]),
        ("Egresados de medicina.", ["0912"]),
        ("Título de médico.", ["0912"]),
        ("Título de abogado.", ["0421"]),
        ("Mestrado em biologia.", ["0511"]),
        ("Graduação completa em Direito", ["0421"]),
        ("Formados em direito ou economia.", ["0421", "0311"]),
        ("PhD or Master's", []),
        ("MD or PhD", []),
        ("A master's degree in a quantitative field", []),
        ("PhD required. We work on chemistry.", []),
        ("PhD in chemistry preferred.", []),
    ],
)
def test_the_field_of_the_degree_is_read_and_fields_offered_together_are_alternatives(text, fields):
    assert list(read_text(text).brief.degree_domains) == fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("PhD in organic chemistry or a related field required.", ["0531"]),
        ("Doctorado en química orgánica o áreas afines.", ["0531"]),
        ("Doutorado em química orgânica ou área correlata.", ["0531"]),
    ],
)
def test_a_related_field_is_one_below_the_field_above_and_that_is_told(text, fields):
    reading = read_text(text)
    assert list(reading.brief.degree_domains) == fields
    assert any("below Chemistry" in note for note in reading.notes)


def test_the_field_of_a_degree_has_its_words_and_is_less_sure_where_it_is_widened():
    sure, related = (
        next(one for one in read_text(text).found if one.field == "degree_domains")
        for text in ("PhD in organic chemistry.", "PhD in organic chemistry or a related field.")
    )
    assert sure.words == related.words == "organic chemistry"
    assert sure.confidence > related.confidence >= 0.5


def test_a_field_of_a_degree_that_the_taxonomy_lacks_is_told_and_not_widened():
    brief = read_text("PhD in numismatics or chemistry.").brief
    assert (brief.unknown_degree_domains, brief.degree_domains) == (("numismatics",), ("0531",))


def test_the_field_of_another_degree_says_nothing_of_the_one_that_counts():
    brief = read_text(
        "PhD in physics required.\nStudents with a high school diploma or a Bachelor's degree in law check."
    ).brief
    assert brief.degree_domains == ("0533",) if brief.degree is D else ("0421",)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Experts in philosophy or psychology judge answers.", "any"),
        ("Biology, chemistry, or physics problems.", "any"),
        ("Filósofos o psicólogos.", "any"),
        ("Especialistas em filosofia ou psicologia.", "any"),
        ("Lawyers and physicians correct answers.", "any"),
        ("People who know both chemistry and patent law.", "all"),
        ("Experts in chemistry and patent law.", "all"),
        ("Especialistas en química y derecho de patentes.", "all"),
        ("Especialistas em química e direito de patentes.", "all"),
        ("Mathematics, physics and chemistry problems.", None),
        ("Answers on law and taxes.", None),
        ("Philosophy or psychology. Later also chemistry.", None),
        ("Experts in chemistry.", None),
        ("Law or physics, and biology.", None),
    ],
)
def test_how_fields_are_joined_is_read_where_it_is_said_of_all_of_them(text, joined):
    assert read_text(text).brief.domains_joined == joined


def test_how_several_fields_are_joined_is_asked_where_the_words_leave_it_open():
    fields = {question.field for question in read_text("Mathematics, physics and chemistry problems.").missing}
    assert "domains_joined" in fields
    assert "domains_joined" not in {question.field for question in read_text("Problems in physics.").missing}


def test_the_field_of_a_degree_is_asked_where_only_the_degree_is_said():
    assert "degree_domains" in {question.field for question in read_text("PhD required.").missing}
    assert "degree_domains" not in {question.field for question in read_text("PhD in physics required.").missing}


@pytest.mark.parametrize(
    "text",
    [
        "PhD candidates or holders",
        "currently pursuing a master's degree",
        "PhD (in progress is fine)",
        "doctorado en curso",
        "mestrado em andamento",
        "Bolsa para mestrandos em linguística.",
        "Buscamos doutorandos em física.",
    ],
)
def test_a_degree_in_progress_may_be_enough(text):
    assert read_text(text).brief.degree_in_progress


def test_a_completed_degree_is_not_one_in_progress():
    assert not read_text("A completed PhD in physics.").brief.degree_in_progress


@pytest.mark.parametrize(
    "text",
    [
        "Bachelor's degree or equivalent experience",
        "PhD or 5+ years of industry work",
        "licenciatura o experiencia equivalente",
    ],
)
def test_experience_may_stand_in_for_a_degree(text):
    assert read_text(text).brief.degree_or_experience


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5+ years of experience in radiology", 5),
        ("at least three years' professional experience", 3),
        ("Minimum 2 yrs experience in annotation", 2),
        ("2-4 years in data labeling", 2),
        ("a minimum of 10 years practising law", 10),
        ("3 years experience", 3),
        ("Experience: 4 years", 4),
        ("over 6 years working as a translator", 6),
        ("You have taught mathematics for 8 years", 8),
        ("7 or more years in finance", 7),
        ("one to two years in QA", 1),
        ("18 months of experience", 1.5),
        ("PhD + 3 years", 3),
        ("2+ YOE", 2),
        ("Más de 5 años de experiencia clínica", 5),
        ("experiencia mínima de 3 años", 3),
        ("dos años como docente", 2),
        ("al menos 4 años en auditoría", 4),
        ("de 2 a 3 años de experiencia", 2),
        ("6 meses de experiencia en moderación", 0.5),
        ("Mínimo de 5 anos de experiência", 5),
        ("experiência de três anos em tradução", 3),
        ("mais de 2 anos como revisor", 2),
        ("pelo menos 4 anos em engenharia", 4),
        ("10 anos de atuação em farmácia", 10),
    ],
)
def test_years_of_experience_are_read(text, years):
    assert read_text(text).brief.years_experience == years


@pytest.mark.parametrize(
    "text",
    [
        "You must be 18 years old or over.",
        "We have 12 years of experience in AI.",
        "Our company was founded 5 years ago.",
        "A 2-year contract.",
        "Sales data of the last 3 years.",
        "No experience needed.",
        "Preferably 3 years of experience.",
        "10 years of experience is a plus.",
        "Lived in Chile for the last 4 years.",
        "Mayores de 18 años.",
        "Nuestra empresa tiene 10 años de trayectoria.",
        "Nos últimos 2 anos crescemos.",
        "5 years of invoices",
        "Datos de diez años de ventas.",
        "Records covering 12 years.",
    ],
)
def test_other_years_are_no_experience(text):
    assert read_text(text).brief.years_experience is None


@pytest.mark.parametrize(
    ("text", "seniority"),
    [
        ("Entry-level position", Seniority.ENTRY),
        ("No prior experience needed, we train you.", Seniority.ENTRY),
        ("Junior annotator", Seniority.ENTRY),
        ("mid-level engineer", Seniority.MID),
        ("Senior reviewer wanted", Seniority.SENIOR),
        ("highly experienced lawyers", Seniority.SENIOR),
        ("perfil semi senior", Seniority.MID),
        ("sin experiencia previa", Seniority.ENTRY),
        ("Desenvolvedor pleno", Seniority.MID),
        ("recém-formados em letras", Seniority.ENTRY),
        ("Perfil sênior", Seniority.SENIOR),
    ],
)
def test_seniority_is_read(text, seniority):
    assert read_text(text).brief.seniority is seniority


def test_the_seniors_one_reports_to_do_not_count():
    assert read_text("You report to a senior engineer and escalate to senior lawyers.").brief.seniority is None


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("Our tutor answers undergraduate chemistry questions; chemists judge its answers.", None),
        ("Write undergraduate-level exam problems in physics.", None),
        ("Undergraduate students of law may apply; they label contracts.", Degree.BACHELOR),
        ("An undergraduate degree in biology is required.", Degree.BACHELOR),
    ],
)
def test_an_undergraduate_question_is_no_undergraduate(text, degree):
    assert read_text(text).brief.degree is degree
