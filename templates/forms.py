"""What each form says, in Kyrgyz (the original) and Russian; make-templates says how it is written."""


def both(ky, ru=None):
    return {"ky": ky, "ru": ky if ru is None else ru}


def p(style, ky="", ru=None):
    return ("p", style, both(ky, ru))


def heading(ky, ru):
    return ("h", 2, both(ky, ru))


def title(ky, ru):
    return ("h", 1, both(ky, ru))


CODE = both("Документти текшерүү үчүн QR-код", "QR-код для проверки документа")

HEADER = [
    ("section", "when document.synthetic", p("Sample", "ҮЛГҮ – ОЙДОН ЧЫГАРЫЛГАН МААЛЫМАТ", "ОБРАЗЕЦ – ВЫМЫШЛЕННЫЕ ДАННЫЕ")),
    p("End"),
]

REVISION = ("section", "when document.revision", p(
    "Revision", "Бул – документтин [document.revision]-редакциясы; мурдагы редакциянын ордуна түзүлдү.",
    "Это редакция [document.revision] документа; она составлена взамен предыдущей."))

PROTOCOL = title("ПРОТОКОЛ № [protocol.number]", "ПРОТОКОЛ № [protocol.number]")

# The body, the date, and who sat.
SITTING = [
    p("Body", "[commission.name]"),
    p("Date", "[commission.place]\t[protocol.dateWritten]"),
    REVISION,
    p("Entry", "[chairperson.title]:\t[chairperson.fullNameAndPosition]"),
    p("Entry", "Катчысы:\t[secretary.fullNameAndPosition]", "Секретарь:\t[secretary.fullNameAndPosition]"),
    p("Lead", "Комиссиянын мүчөлөрү:", "Члены комиссии:"),
    ("text", "Item", "members.lines"),
]

AGENDA = heading("КҮН ТАРТИБИ", "ПОВЕСТКА ДНЯ")

APPLICATION = [
    AGENDA,
    p("Text_20_body",
      "Мектепке чейинки билим берүүгө ваучер алуу жөнүндө арызды кароо. Бала: [child.fullName], туулган күнү: [child.birthDateWritten].",
      "Рассмотрение заявления о получении ваучера на дошкольное образование. Ребёнок: [child.fullName], дата рождения: [child.birthDateWritten]."),
    p("Entry", "Арыз ээси:\t[guardian.fullNameAndKinship]", "Заявитель:\t[guardian.fullNameAndKinship]"),
    p("Entry", "Дареги:\t[guardian.addressOrDash]", "Адрес:\t[guardian.addressOrDash]"),
    p("Lead", "Каралган документтер:", "Рассмотренные документы:"),
    ("text", "Item", "documents.lines"),
]

DECISION = heading("ЧЕЧИМ", "РЕШЕНИЕ")
INFORM = p(
    "LastPoint",
    "2.\t[commission.localBody] кабыл алынган чечим жөнүндө арыз ээсине белгиленген тартипте маалымат берсин.",
    "2.\tУведомить заявителя о принятом решении в установленном порядке. Исполнитель: [commission.localBody].")
CARRY_OUT = p(
    "LastPoint",
    "2.\tЧечимдин аткарылышы жүктөлсүн: [commission.localBody].",
    "2.\tИсполнение решения возложить на: [commission.localBody].")
COMMENTS = [
    p("Lead", "Кошумча маалымат:", "Дополнительная информация:"),
    ("text", "Comment", "comments.beforeLast"),
    p("LastComment", "[comments.last]"),
]

CHAIRPERSON = [
    p("Signature", "[chairperson.title]"), p("Signature", "[chairperson.fullName]"),
    p("SignatureNote", "(электрондук кол тамга коюлган)", "(подписано электронной подписью)"),
]
CHECK = (
    (1, p("QrCode", "<code>")),
    (2, p("Check", "Документтин аныктыгын QR-код же бул дарек боюнча текшерүүгө болот:",
          "Подлинность документа можно проверить по QR-коду или по этому адресу:"),
     p("Check", "[document.checkAddress]"),
     p("Check", "Документтин идентификатору: [document.id]", "Идентификатор документа: [document.id]")))
COLUMNS = (22, 66, 82)
SIGNATURES = [
    ("grid", "signatures", COLUMNS,
     ((2, p("Signature", "Катчысы", "Секретарь"), p("Signature", "[secretary.fullName]")), (1, *CHAIRPERSON)), CHECK),
    p("End"),
]

FOOTER = both("№ [protocol.number] протокол · [document.id]\t<page>/<pages>", "Протокол № [protocol.number] · [document.id]\t<page>/<pages>")


def of_application(title_, decision):
    return {
        "title": title_, "footer": FOOTER,
        "body": [PROTOCOL,
                 p("Subtitle",
                   "социалдык маселелер боюнча комиссиянын мектепке чейинки билим берүүгө ваучер алуу жөнүндө арызды караган отуруму",
                   "заседания комиссии по социальным вопросам по рассмотрению заявления о получении ваучера на дошкольное образование"),
                 *SITTING, *APPLICATION, DECISION, *decision, INFORM, *COMMENTS, *SIGNATURES],
    }


def of_meals(title_, agenda, decision):
    return {
        "title": title_, "footer": FOOTER,
        "body": [PROTOCOL,
                 p("Subtitle", "социалдык маселелер боюнча комиссиянын балдардын тамактануусу жөнүндө маселени караган отуруму",
                   "заседания комиссии по социальным вопросам по рассмотрению вопроса о питании детей"),
                 *SITTING, AGENDA, *agenda, DECISION, *decision, CARRY_OUT, *COMMENTS, *SIGNATURES],
    }


# The last row is a separate table: LibreOffice keeps a table with what follows only as a whole.
VOUCHER_COLUMNS = (9, 46, 34, 22, 19, 19, 21)
VOUCHER = [("TableNumber", "{number}"), ("TableText", "{child}"), ("TableText", "{kindergarten}"), ("TableNumber", "{amountPerMonth}"),
           ("TableText", "{from}"), ("TableText", "{to}"), ("TableText", "{protocol}")]

FORMS = {
    "voucher-approval": of_application(both("Протокол: ваучер ыйгаруу", "Протокол: присвоение ваучера"), [
        p("Point",
          "1.\tБала [child.fullName] «[benefit.name]» жеңилдик түрү боюнча мектепке чейинки билим берүүгө ваучер алууга укуктуу деп таанылсын.",
          "1.\tПризнать за ребёнком ([child.fullName]) право на получение ваучера на дошкольное образование по виду льготы «[benefit.name]»."),
    ]),
    "voucher-refusal": of_application(both("Протокол: ваучер ыйгаруудан баш тартуу", "Протокол: отказ в присвоении ваучера"), [
        p("Point",
          "1.\tБала [child.fullName] үчүн «[benefit.name]» жеңилдик түрү боюнча мектепке чейинки билим берүүгө ваучер ыйгаруудан баш тартылсын. Негизи:",
          "1.\tОтказать ребёнку ([child.fullName]) в присвоении ваучера на дошкольное образование по виду льготы «[benefit.name]». Основание:"),
        ("text", "Grounds", "refusal.grounds"),
    ]),
    "meal-subsidy": of_meals(both("Протокол: тамактанууга жеңилдик", "Протокол: льгота на питание"), [
        p("Text_20_body",
          "Баланын тамактануусуна жеңилдик берүү жөнүндө маселени кароо. Бала: [child.fullName], туулган күнү: [child.birthDateWritten].",
          "Рассмотрение вопроса о льготе на питание ребёнка. Ребёнок: [child.fullName], дата рождения: [child.birthDateWritten]."),
        p("Text_20_body", "Мектепке чейинки билим берүү уюму: [kindergarten.orDash].", "Дошкольная образовательная организация: [kindergarten.orDash]."),
    ], [
        p("Point",
          "1.\tБала [child.fullName] үчүн тамактанууга жеңилдик берилсин, тамактануу үчүн акы төлөөнүн суммасы күнүнө [meal.amountPerDay] болуп белгиленсин.",
          "1.\tПредоставить ребёнку ([child.fullName]) льготу на питание, установив сумму оплаты питания [meal.amountPerDay] в день."),
    ]),
    "meal-decision": of_meals(both("Протокол: тамактануу үчүн акы төлөөнүн суммасы", "Протокол: сумма оплаты питания"), [
        p("Text_20_body", "Балдардын тамактануусу үчүн акы төлөөнүн суммасын белгилөө жөнүндө маселени кароо.",
          "Рассмотрение вопроса об установлении суммы оплаты питания детей."),
    ], [
        p("Point",
          "1.\tБалдарга тамактанууга жеңилдик берилсин, бир баланын тамактануусу үчүн акы төлөөнүн суммасы күнүнө [meal.amountPerDay] болуп белгиленсин.",
          "1.\tПредоставить детям льготу на питание, установив сумму оплаты питания одного ребёнка [meal.amountPerDay] в день."),
    ]),
    "voucher-list": {
        "title": both("Ваучердик каржылоону алып жаткан балдардын тизмеси", "Список детей, получающих ваучерное финансирование"),
        "footer": both("[kindergarten.name], [list.monthWritten] · [document.id]\t<page>/<pages>"),
        "body": [
            title("ВАУЧЕР ТИЗМЕСИ", "ВАУЧЕРНЫЙ СПИСОК"),
            p("Subtitle", "ваучердик каржылоону алып жаткан балдар, [list.monthWritten]", "дети, получающие ваучерное финансирование, [list.monthWritten]"),
            p("Body", "[commission.name]"),
            p("Date", "[commission.place]\t[list.dateWritten]"),
            REVISION,
            p("Lead", "Мектепке чейинки билим берүү уюму: [kindergarten.name]", "Дошкольная образовательная организация: [kindergarten.name]"),
            ("table", "vouchers.beforeLast", VOUCHER_COLUMNS,
             [both("№"), both("Бала", "Ребёнок"), both("Мектепке чейинки билим берүү уюму", "Дошкольная организация"), both("Айына", "В месяц"),
              both("Баштап", "С"), both("Чейин", "По"), both("Протокол")], VOUCHER),
            ("table", "vouchers.last", VOUCHER_COLUMNS, [], VOUCHER, 'fo:keep-with-next="always"'),
            ("section", "when list.empty", p("Total", "Бул айда бул уюмда ваучер алган бала жок.", "В этом месяце в этой организации нет детей с ваучером.")),
            p("Total", "Балдардын саны: [list.count]. Бир айга жалпы сумма: [list.totalPerMonth].",
              "Число детей: [list.count]. Общая сумма в месяц: [list.totalPerMonth]."),
            ("grid", "signatures", COLUMNS, ((2, p("Signature")), (1, *CHAIRPERSON)), CHECK),
            p("End"),
        ],
    },
    "applicant-notice": {
        "title": both("Арыз ээсине билдирүү", "Уведомление заявителя"),
        "footer": FOOTER,
        "body": [
            p("Body", "[commission.localBody]"),
            p("Body", "[commission.name]"),
            p("Date", "[commission.place]\t[protocol.dateWritten]"),
            p("Addressee", "Арыз ээси:", "Заявителю:"),
            p("Addressee", "[guardian.fullName]"),
            ("section", "when guardian.address", p("Address", "[guardian.address]")),
            title("БИЛДИРҮҮ", "УВЕДОМЛЕНИЕ"),
            p("Subtitle", "мектепке чейинки билим берүүгө ваучер алуу жөнүндө арыз боюнча кабыл алынган чечим тууралуу",
              "о решении по заявлению о получении ваучера на дошкольное образование"),
            REVISION,
            p("Text_20_body",
              "Сиздин арызыңызды комиссия карап чыкты. Чечим [protocol.reference] протоколу менен кабыл алынды.",
              "Ваше заявление рассмотрено комиссией. Решение принято протоколом [protocol.reference]."),
            p("Detail", "Бала:\t[child.fullName]", "Ребёнок:\t[child.fullName]"),
            p("Detail", "Туулган күнү:\t[child.birthDateWritten]", "Дата рождения:\t[child.birthDateWritten]"),
            p("Detail", "Жеңилдик түрү:\t[benefit.name]", "Вид льготы:\t[benefit.name]"),
            DECISION,
            ("section", "when decision.approved", p(
                "Text_20_body", "Бала мектепке чейинки билим берүүгө ваучер алууга укуктуу деп таанылды.",
                "За ребёнком признано право на получение ваучера на дошкольное образование.")),
            ("section", "when refusal.grounds",
             p("Text_20_body", "Мектепке чейинки билим берүүгө ваучер ыйгаруудан баш тартылды. Негизи:",
               "В присвоении ваучера на дошкольное образование отказано. Основание:"),
             ("text", "Grounds", "refusal.grounds")),
            ("section", "when voucher.amountPerMonth", p(
                "Text_20_body", "Ваучердин суммасы: айына [voucher.amountPerMonth].", "Сумма ваучера: [voucher.amountPerMonth] в месяц.")),
            ("section", "when kindergarten.name", p(
                "Text_20_body", "Мектепке чейинки билим берүү уюму: [kindergarten.name].", "Дошкольная образовательная организация: [kindergarten.name].")),
            heading("ЧЕЧИМДИ ТЕКШЕРҮҮ", "ПРОВЕРКА РЕШЕНИЯ"),
            p("Text_20_body",
              "Чечим комиссиянын протоколунда жазылган, протоколго электрондук кол тамга коюлган.",
              "Решение записано в протоколе комиссии, протокол подписан электронной подписью."),
            ("grid", "check", COLUMNS, CHECK),
            p("End"),
        ],
    },
}
