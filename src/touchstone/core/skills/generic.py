"""Words that never make a sub-field of what they stand beside: closed lists, folded, in the three languages.

"Advanced physics", "Brazilian law" and "our chemistry answers" name no field below physics, law and chemistry.
"""

from touchstone.core.skills.cues import AFTER, BEFORE, LIST_WORDS, NEGATIONS

_FUNCTION = """
a an the of in on at to for from by with within into as is are be was were been has have had do does did will would can
could may might must should shall this that these those it its our your their his her my we you they he she who whom
whose which what where when how why if then than so such some any all both each every either neither other others
another same own only also too very more most much many few less least several about over under between across through
per via etc e.g i.e including include includes like plus well not no nor
el la los las un una unos unas de del al en por para con sin sobre entre como que se su sus nuestro nuestra nuestros
nuestras mi tu este esta estos estas ese esa eso es son ser fue muy mas menos tambien donde cuando quien cual otros
otras otro otra todo toda todos todas cada lo le les ha han hay desde hasta si ya
o os as um uma uns umas do da dos das ao aos na no nas nos em por para com sem sobre entre como que se seu sua seus
suas nosso nossa nossos nossas meu minha este esta isso e sao ser foi muito mais menos tambem onde quando quem qual
outros outras outro outra todo toda todos todas cada ha desde ate ja pelo pela
"""
_QUALITY = """
advanced basic general generic specific special modern contemporary pure applied theoretical practical foundational
fundamental core introductory elementary intermediate undergraduate graduate postgraduate graduate-level college
university school high level grade primary secondary tertiary higher formal informal equivalent similar related
relevant adjacent close strong solid deep broad extensive proven good great excellent outstanding real real-world
complex hard difficult tough simple easy challenging rigorous technical academic scholarly professional expert senior
junior mid lead leading principal chief head staff top best new old recent current existing previous prior own native
bilingual multilingual local foreign global international domestic national regional common typical standard standardized
open public private human artificial automated automatic manual digital online remote virtual live daily weekly first
second third last next single multiple two three four five six ten different various diverse certain particular
written made generated based long short large small escrito escrita escritos escritas generado generada gerado gerada big full part part-time full-time freelance independent external internal qualified certified
accredited registered licensed experienced trained skilled knowledgeable competent aspiring practising practicing
possible potential required preferred desired optional additional extra critical important key main major minor
accurate correct incorrect wrong right better worse bad poor high-quality quality factual original creative
interdisciplinary multidisciplinary interdisciplinar multidisciplinar cross-functional cross-domain
avanzado avanzada avanzados avanzadas basico basica general generales moderno moderna aplicado aplicada teorico teorica
practico practica superior universitario universitaria escolar medio alto alta buen buena bueno fuerte solido solida
amplio amplia profundo profunda experto experta senior junior nativo nativa local extranjero nacional internacional
regional comun actual real reales complejo compleja dificil dificiles tecnico tecnica academico academica profesional
profesionales titulado titulada colegiado colegiada certificado certificada similar similares afin afines relevante
relacionado relacionada digital remoto remota virtual correcto correcta final finales principal principales
puntual puntuales pontual anual mensual semanal mensal normal legal total ideal exatas exactas avancado avancada basica geral gerais moderna aplicada pratico pratica medio bom boa forte solido ampla nativo
estrangeiro comum atual complexo complexa dificeis tecnica academica profissional profissionais formado formada
certificado licenciado similares relevante relacionado relacionada correlata correlato remoto remota correta principais
"""
_WORK = """
ai ia ml llm llms gpt model models modelo modelos data dados datos dataset datasets annotation annotations annotator
annotators anotacion anotacao label labels labelling labeling etiquetado rotulagem prompt prompts rubric rubrics
rubrica rubricas evaluation evaluations evaluator evaluators evaluacion avaliacao assessment testing tests test review
reviews reviewing reviewer reviewers revision revisao training trainer trainers entrenamiento treinamento trainee
answer answers answering response responses respuesta respuestas resposta respostas question questions pregunta
preguntas pergunta perguntas output outputs content contenido contenidos conteudo conteudos text texts texto textos
task tasks tarea tareas tarefa tarefas problem problems problema problemas project projects proyecto proyectos projeto
projetos job jobs role roles rol roles funcion position work working works trabajo trabajos trabalho experience
experiencias team teams equipo equipe client clients customer customers cliente clientes user users usuario usuarios
company companies empresa empresas product products producto productos produto produtos platform platforms tool tools
herramientas ferramentas software system systems sistema sistemas quality calidad qualidade qa accuracy precision
guidelines guideline instructions instrucciones instrucoes feedback writing writer writers editing editor editors
research researcher researchers investigacion pesquisa science sciences scientific knowledge domain domains field fields
area areas subject subjects topic topics topicos matter discipline disciplines industry industries sector sectors market
services service servicio servicios servico servicos support reasoning thinking communication comunicacion comunicacao
skills skill habilidades people person persona personas pessoa pessoas hour hours hora horas week weeks semana semanas
month months mes meses year years ano anos day days dia dias time usd eur brl remote contract contractor part
one someone something anything everything analysis design development benchmark benchmarks exam exams examen exame
safety preference preferences ranking rankings comparison comparisons judgement judgment alignment fine-tuning tuning
evaluating writing rating ratings rater raters grading grader graders scoring checking fact facts
colleague colleagues team-mates students student lawyers doctors doctor experts
chat bot chatbot assistant assistants agent agents language languages idioma idiomas lingua linguas english ingles
spanish espanol espanhol portuguese portugues french frances german aleman alemao italian italiano chinese japanese
hebrew arabic hindi dutch swahili russian korean turkish polish
nivel nivel-alto grado carrera curso cursos universidad universidade colegio facultad faculdade escola maestria mestrado
licenciatura doctorado doutorado phd phds msc bsc mba ba bs ms ma degree degrees diploma certificate certification
certifications course courses program programs programme programmes textbook textbooks paper papers literature articles
article document documents documentos documento case cases caso casos consulta consultas
rules rule norms style tone voice
"""
_VERBS = """
need needs needed want wants wanted seek seeking looking look find finds require requires requiring know knows known
understand understands understanding teach teaches taught study studies studied practise practice practiced practised
judge judges judging rate rates check checks write writes wrote read reads compare compares correct corrects fix fixes
use uses used using apply applies applying cover covers covering involve involves involving give gives giving make makes
get gets hire hires hiring help helps helping ask asks asking solve solves solving build builds building train trains
review evaluate evaluates annotate annotates label design designs create creates creating assess assesses improve
improves prefer prefers explain explains regarding concerning
necesitamos necesita necesito buscamos busca buscar requiere tener tiene tienen evaluar revisar corregir escribir
precisamos precisa preciso buscamos procuramos requer ter tem avaliar revisar corrigir escrever aplicado vigente
vigentes comparado
"""
_PLACES = """
us usa u.s american americano americana uk british britanico english scottish irish canadian canadiense canadense
australian indian eu european europeo europea europeu europeia latam latin latino latina latinoamericano
latinoamericana latino-americano brazilian brasileno brasilena brasileiro brasileira mexican mexicano mexicana
argentine argentinian argentino argentina chilean chileno chilena colombian colombiano colombiana peruvian peruano
peruana uruguayan uruguayo uruguaya uruguaio ecuadorian venezuelan bolivian paraguayan spanish espanola espanhola
portuguese portuguesa german aleman alemana alemao alema french frances francesa italian italiano italiana dutch swiss
chinese chino china japanese japones korean russian african asian africano asiatico world mundial federal state
estatal estadual provincial municipal north south east west northern southern eastern western california texas
new york england germany france spain portugal brazil brasil mexico chile colombia peru uruguay india singapore
"""

FUNCTION = frozenset(_FUNCTION.split())
WORK = frozenset(_WORK.split())
STOPS = frozenset((_FUNCTION + _QUALITY + _WORK + _VERBS + _PLACES).split()) | BEFORE | AFTER | LIST_WORDS | NEGATIONS

# Endings of adjectives that make sub-fields: maritime, forensic, enumerative; marítimo, tributario, procesal.
ENGLISH_ENDINGS = (
    "al",
    "ic",
    "ary",
    "ory",
    "itime",
    "ive",
    "ar",
    "ous",
    "oid",
    "ine",
    "ean",
    "iac",
    "istic",
    "logical",
)
ROMANCE_ENDINGS = (
    *(
        "al",
        "ales",
        "ais",
        "ico",
        "ica",
        "icos",
        "icas",
        "ario",
        "aria",
        "arios",
        "arias",
        "ivo",
        "iva",
        "ivos",
        "ivas",
    ),
    *("imo", "ima", "oso", "osa", "ar", "ares", "il", "iles", "eo", "ea", "ista", "ense", "orio", "oria"),
)

# Endings of names of sciences and arts, and words that end so and are none.
FIELD_ENDINGS = (
    "ology",
    "ologia",
    "ography",
    "ografia",
    "onomy",
    "onomia",
    "istics",
    "atics",
    "osophy",
    "metrics",
    "ldry",
)
NOT_FIELDS = frozenset(
    """
    technology technologies tecnologia methodology metodologia terminology terminologia apology ideology ideologia
    chronology cronologia typology tipologia ontology ontologia taxonomy taxonomia autonomy autonomia bibliography
    bibliografia biography biografia statistics logistics heuristics diagnostics characteristics acrobatics thematics
    metrics biometrics analytics topology pornography economy economia geography geografia photography fotografia
    radiography psychology psicologia anthology antologia analogy analogia trilogy etymology
    """.split()
)
