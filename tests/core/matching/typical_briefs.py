"""Briefs as clients write them: ordinary ones, for which the demo pool should have somebody, and ones it rightly has not."""

TYPICAL = {
    # law
    "contracts-brazil": "Our contract assistant is live with law firms in Brazil. It cites articles of the Código Civil "
    "that do not exist. We need lawyers who judge its answers, write the corrected answer and say why it was wrong. "
    "Native Brazilian Portuguese, B2 English, law degree, 20 hours a week, up to $45 an hour, 4 hours overlap with New York.",
    "tax-mexico": "Nuestro asistente responde dudas fiscales en México y confunde el IVA con el ISR. Buscamos abogados "
    "fiscalistas que corrijan sus respuestas y expliquen el error. Español de México nativo, 15 horas por semana, hasta "
    "35 USD la hora.",
    "labour-argentina": "El modelo inventa artículos de la ley laboral argentina. Necesitamos gente de derecho laboral que "
    "revise 2.000 respuestas y reescriba las malas. Español nativo, 10 horas semanales, tope 40 dólares por hora.",
    "consumer-brazil": "Nosso assistente responde sobre direito do consumidor e erra prazos. Procuramos advogados para "
    "julgar as respostas e reescrever as erradas. Português nativo, 15 horas por semana, até US$ 35 por hora.",
    "criminal-rubrics": "We are building a benchmark of criminal law questions in Spanish. Lawyers write hard questions, "
    "model answers and rubrics. C1 Spanish, 10 hours a week, at most $50 an hour.",
    "legal-rlhf": "Rank pairs of answers that our legal chatbot gives in Spanish: which one would you rather send to a "
    "client, and why? 8,000 comparisons for a reward model. Law graduates, up to $30/h, 15 h a week.",
    # medicine and health
    "internal-medicine": "Médicos que evalúen las respuestas de un asistente clínico en español, sobre todo medicina "
    "interna, y escriban la respuesta correcta. Título de médico, 10 horas por semana, hasta 50 USD la hora.",
    "paediatrics-brazil": "Pediatras para avaliar e corrigir respostas de um modelo já em uso por 40 clínicas no Brasil. "
    "Português nativo, até US$ 60 por hora, 8 horas semanais.",
    "clinical-benchmark": "Physicians wanted to write difficult clinical cases with worked answers that current models get "
    "wrong. Any specialty in medicine. English C1, remote, 5 hours a week or more, $80 per hour.",
    "nursing-answers": "Our assistant helps nurses at handover and mixes up doses. Nurses judge its answers and correct "
    "them, in Spanish, for up to $25 an hour.",
    "psychology-safety": "Psicólogas y psicólogos para juzgar respuestas de un chat de bienestar: ordenar de la más segura a "
    "la más dañina y justificar. Español nativo. Hasta 28 USD por hora.",
    # mathematics and science
    "algebra-proofs": "Our maths tutor model gets algebra proofs wrong. Mathematicians write step-by-step solutions and mark "
    "the first wrong step. Degree in mathematics, English B2, up to $45/h, 10 hours a week.",
    "olympiad": "Escribir problemas originales de matemáticas, con solución completa, que los modelos actuales no "
    "resuelven. Maestría o doctorado. Hasta 40 USD la hora.",
    "physics-reasoning": "Physicists to author multi-step reasoning problems in physics and check the model's solutions. "
    "Master's degree, remote, $40 an hour, 10 hours per week.",
    "organic-chemistry": "Chemists review retrosynthesis answers of a language model in organic chemistry, mark the wrong "
    "step and write the right route. C1 English, $45/h.",
    "molecular-biology": "Biólogos moleculares para revisar respuestas de un modelo, señalar errores y proponer la "
    "respuesta correcta con fuentes. 10 horas por semana, hasta 35 USD la hora.",
    "statistics-judge": "Statisticians judge explanations of hypothesis tests written by our model and correct them. Up to "
    "$45 an hour, 10 hours a week, English B2.",
    # economics, finance, accounting
    "macro-questions": "Economists to write hard graduate-level questions in economics with solutions and a scoring guide. "
    "Master's degree, up to $40/h.",
    "finance-research": "The assistant's equity research notes contain invented figures. Finance people check each note, "
    "correct it and tag the error. Corporate finance background, English C1, 15 hours a week, $50/h.",
    "accounting-mexico": "Contadores que revisen respuestas de un asistente contable, corrijan asientos y expliquen el "
    "error. Licenciatura, español nativo, 20 horas por semana, hasta 25 USD por hora.",
    # programming
    "python-code": "Necesitamos desarrolladores de Python que juzguen el código que escribe nuestro modelo y escriban la "
    "solución correcta con pruebas. 15 h por semana, hasta 40 USD la hora.",
    "javascript-rlhf": "Compare two versions of code that our model wrote in JavaScript, choose the better one and explain. "
    "English B2, 20 hours a week, up to $35/h.",
    "sql-evaluation": "Our text-to-SQL model answers analysts. Judge each query, write the correct SQL and say what was "
    "wrong. At least 4 hours overlap with New York, $40/h.",
    "java-brazil": "Pessoas desenvolvedoras Java no Brasil para avaliar e corrigir código gerado por um modelo, com "
    "comentários em inglês B2. Até US$ 40 por hora, 20 horas por semana.",
    "algorithm-problems": "Author competitive programming problems with tests that models fail. Strong algorithms and data "
    "structures. Up to $45 an hour.",
    # languages
    "translation-pt": "Our translation model turns English into Brazilian Portuguese that sounds foreign. Translators judge "
    "5,000 translations and write better ones. Native Brazilian Portuguese, C1 English, up to $30/h.",
    "linguistics-es": "Lingüistas para evaluar la gramática y el estilo de las respuestas de un modelo en español y "
    "corregirlas. 10 horas por semana, hasta 25 USD la hora.",
    "creative-writing": "Judge short stories written by a model, pick the better of two and explain in three sentences. "
    "Creative writing background, English C1, $25 an hour, 10 hours weekly.",
    # general human feedback and safety
    "helpfulness-mexico": "Rank answers of our assistant by helpfulness and honesty. Everyday topics. Native Mexican "
    "Spanish, 20 hours a week, up to $15/h.",
    "red-team-pt": "Red team nosso assistente em português do Brasil: escrever ataques, classificar a gravidade e ordenar as "
    "respostas da mais segura à menos segura. 15 horas semanais, até US$ 20 por hora.",
    "moderation-es": "Clasificar mensajes de una red social por odio, acoso y spam según una guía. Español nativo, Colombia "
    "o México, 30 horas semanales, hasta 7 USD la hora.",
    # labelling
    "boxes-streets": "Draw bounding boxes around cars and pedestrians in 40,000 street photos. Two months, remote, Brazil or "
    "Mexico, 20 hours a week, up to $8/h.",
    "sentiment-es": "Etiquetar 20.000 comentarios en español según sentimiento y tema. Español nativo, hasta 6 USD la hora, "
    "20 horas por semana.",
    "transcription-mx": "Transcribe 300 hours of phone calls in Mexican Spanish with speaker turns. Native Mexican Spanish, "
    "up to $8 an hour.",
    "lidar": "Marcar nuvens de pontos LiDAR com cuboides 3D, 20 horas semanais, até US$ 12 por hora.",
    "products": "Categorise 100,000 product listings of our online shop into 900 categories. Spanish speakers, 30 hours a "
    "week, $6 an hour.",
    "search-relevance": "Rate search results for relevance in Spanish on a five-step scale. Up to 20 hours weekly, USD 7 per "
    "hour.",
    # engineering
    "rag-engineer": "We need an ML engineer to build and deploy retrieval for an LLM on our documents: Python, pipelines, "
    "monitoring. Full time, $60 an hour, 4 hours of overlap with New York.",
    "finetune-engineer": "Ingeniero de aprendizaje automático para ajustar un modelo de lenguaje y ponerlo en producción. "
    "Inglés B2, hasta 45 USD la hora, 30 horas por semana.",
    "vision-brazil": "Engenheiro de machine learning para construir e implantar um modelo de visão computacional em fábricas. "
    "Brasil, até US$ 50 por hora.",
}

ODD = {
    "swahili-lidar": "Label LiDAR point clouds with 3D cuboids on site in Las Vegas, United States; instructions are given in "
    "native Swahili. Up to $9/h, 40 hours a week.",
    "slovene-notaries": "Slovene notaries judge answers of an assistant on notarial practice. Native Slovenian, $30/h.",
    "cheap-surgeons": "Surgeons in the United States correct answers of a clinical assistant on surgery for up to $6 an hour.",
    "night-in-tokyo": "Tax lawyers with native Japanese correct a model's answers, 8 hours overlap with Tokyo.",
    "korean-poetry": "Poets judge Korean poems written by a model. Native Korean.",
}
