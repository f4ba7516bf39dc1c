"""Words around the name of a field that tell whether the field is meant.

"Law" alone may be a statute; "a law degree", "an expert in law", "law questions" are the field. The lists are closed
sets of common words in the three languages, folded (lower case, no accents).
"""

_BEFORE_EN = """
degree degrees phd doctorate doctoral msc bsc master masters master's bachelor bachelors bachelor's graduate graduates
diploma major majors background backgrounds expert experts expertise specialist specialists specialising specializing
specialised specialized knowledge knowledgeable experience experienced field fields domain domains subject subjects
area areas discipline disciplines studied studying studies professor professors teacher teachers teaching tutor tutors
questions answers problems about topics topic licensed trained fluent proficient proficiency skilled researcher
researchers scholar scholars practising practicing vertical verticals teach teaches errors mistakes
"""
_BEFORE_ES = """
titulo grado licenciatura licenciado licenciada licenciados maestria doctorado doctor doctora experto experta expertos
expertas especialista especialistas experiencia conocimiento conocimientos campo campos dominio dominios materia
materias profesor profesora profesores docente egresado egresada egresados estudiante estudiantes formacion graduado
graduada graduados especializado especializada preguntas respuestas problemas sobre temas tema disciplina disciplinas
errores ensena
"""
_BEFORE_PT = """
formado formada formados graduacao mestrado doutorado doutor doutora perito perita conhecimento conhecimentos
professor professora professores bacharel bacharelado estudante estudantes formacao perguntas erros ensina
"""
_AFTER_EN = """
expert experts specialist specialists sme smes degree degrees phd phds doctorate background backgrounds knowledge
expertise experience domain domains field fields questions question answers problems exam exams examination tasks
prompts content texts reasoning terminology textbook textbooks benchmark benchmarks graduate graduates student students
professor professors teacher teachers tutor tutors researcher researchers scholar scholars major majors professional
professionals practitioner practitioners evaluator evaluators annotator annotators reviewer reviewers trainer trainers
adjudicator dataset datasets topics curriculum programming developer developers code scripts scripting assistant model
models
"""
_AFTER_ES_PT = """
experto experta expertos especialista especialistas profesional profesionales preguntas respuestas examen examenes
textos perito perguntas exame exames profissional profissionais
"""

# A weak name counts where one of these stands up to four words before it in the same clause …
BEFORE = frozenset((_BEFORE_EN + _BEFORE_ES + _BEFORE_PT).split())
# … or one of these within two words after it.
AFTER = frozenset((_AFTER_EN + _AFTER_ES_PT).split())

# Between two names of a list: "law, biology and economics".
LIST_WORDS = frozenset("and or y e o u ou and/or".split())

# A field named after these in the same clause is not asked for: "no medical knowledge needed".
NEGATIONS = frozenset("no not without never isn't aren't don't nor sin ni sem nao nem jamais".split())
