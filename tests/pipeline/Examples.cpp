#include "Examples.h"

namespace balalyk::examples {
namespace {

Commission commission() {
  Commission result;
  result.id = "C-1";
  result.name = {"Сокулук райондук социалдык маселелер боюнча комиссиясы",
                 "Сокулукская районная комиссия по социальным вопросам"};
  result.place = {"Сокулук айылы", "с. Сокулук"};
  result.soate = "41708000000000";
  result.languages = ProtocolLanguages::both;
  return result;
}

Kindergarten kindergarten() {
  return {"K-12", {"№12 «Ак-Кайың» МЧББУ", "ДОО №12 «Ак-Кайың»"}};
}

Person child() {
  return {{"Өмүрбек уулу", "Нурлан", ""}, "21505202012345", day(2020, 5, 15)};
}

VoucherHolder holder(const std::string& key, PersonName name, Tyiyn amount) {
  VoucherHolder result;
  result.key = key;
  result.child = std::move(name);
  result.amountPerMonth = amount;
  result.from = day(2025, 9, 1);
  result.to = day(2026, 5, 31);
  result.protocolNumber = "12/34";
  result.protocolDate = day(2025, 8, 20);
  return result;
}

}  // namespace

Member member(const std::string& id, const std::string& surname) {
  Member result;
  result.id = id;
  result.commissionId = "C-1";
  result.name = {surname, "Бакыт", "Асанович"};
  result.position = {"Башкы адис", "Главный специалист"};
  return result;
}

Member chairperson() {
  Member result = member("M-1", "Жээнбекова");
  result.pin = "10101197000001";
  result.role = CommissionRole::chairperson;
  return result;
}

Member secretary() {
  Member result = member("M-2", "Абдыкадырова");
  result.role = CommissionRole::secretary;
  return result;
}

Application application() {
  Application record;
  record.origin = {"A-1", 1'763'000'000'000, true};
  record.commission = commission();
  record.protocolNumber = "12/34";
  record.sittingDate = day(2025, 5, 15);
  record.approved = true;
  record.child = child();
  record.guardian = {{{"Асанов", "Үсөн", "Өмүрбекович"}, "20101199054321", std::nullopt},
                     "Сокулук айылы, Ленин көч. 5"};
  record.benefits = {{"low-income", {"Аз камсыз болгон үй-бүлө", "Малообеспеченная семья"}}};
  record.ticked = {chairperson(), member("M-3", "Ибраимов"), secretary()};
  record.documentsShown = {{"Туулгандыгы тууралуу күбөлүк", "Свидетельство о рождении"}};
  record.comments = "Биринчи сап\nЭкинчи сап";
  record.amountPerMonth = 310'000;
  record.kindergarten = kindergarten();
  return record;
}

Application refusal() {
  Application record = application();
  record.approved = false;
  record.refusalGrounds = "Кирешеси белгиленген өлчөмдөн жогору";
  return record;
}

MealSubsidy mealSubsidy() {
  MealSubsidy record;
  record.origin = {"T-1", 1'763'000'000'000, true};
  record.commission = commission();
  record.protocolNumber = "12/34";
  record.sittingDate = day(2025, 5, 15);
  record.child = child();
  record.kindergarten = kindergarten();
  record.amountPerDay = 8'500;
  record.ticked = {chairperson(), member("M-3", "Ибраимов"), secretary()};
  return record;
}

VoucherList voucherList() {
  VoucherList record;
  record.origin = {"K-12/2025-11", 1'763'000'000'000, true};
  record.commission = commission();
  record.chairperson = chairperson();
  record.kindergarten = kindergarten();
  record.month = std::chrono::year(2025) / std::chrono::November;
  record.holders = {holder("V-1", {"Асанов", "Үсөн", "Өмүрбекович"}, 310'000),
                    holder("V-2", {"Ёлкина", "Анна", "Петровна"}, 200'000),
                    holder("V-3", {"Өмүрбек уулу", "Нурлан", ""}, 456'000)};
  return record;
}

}  // namespace balalyk::examples
