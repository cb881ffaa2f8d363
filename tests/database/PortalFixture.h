#pragma once

#include "TestDatabase.h"

namespace balalyk::tests {

// A portal with two commissions, a kindergarten and two categories.
struct Portal : TestDatabase {
  Portal() : tables(connection()) {
    tables.put(commission);
    tables.put(Commission{.id = "K2", .name = {"Ош", "Ош"}, .soate = "41721000000000"});
    tables.put(chairperson);
    tables.put(member);
    tables.put(foreign);
    tables.put(kindergarten, "K1", true);
    for (const auto& category : categories) tables.put(category);
  }

  Application application(const std::string& key) const {
    return {.origin = {.key = key, .synthetic = true},
            .commission = commission,
            .protocolNumber = "12/34",
            .sittingDate = day(2026, 11, 2),
            .approved = true,
            .refusalGrounds = "",
            .child = {{"Асанов", "Үсөн", "Өмүрбекович"}, "21505202012345", day(2020, 5, 15)},
            .guardian = {{{"Асан кызы", "Бермет", ""}, "11505199012345", std::nullopt}, "Бишкек, Чүй 1"},
            .benefits = {categories[1], categories[0]},
            .ticked = {foreign, chairperson, member},
            .documentsShown = {{"Туулгандыгы тууралуу күбөлүк", "Свидетельство"}, {"\"Маалымкат\" №1\n\\", ""}},
            .comments = "Биринчи сап\nэкинчи сап",
            .amountPerMonth = 310'000,
            .kindergarten = kindergarten};
  }

  // What the portal says of when is its own affair here.
  static Application withoutTime(Application application) {
    application.origin.changedAt = 0;
    return application;
  }

  const Commission commission{.id = "K1",
                              .name = {"Бишкек комиссиясы", "Комиссия Бишкека"},
                              .place = {"Бишкек ш.", "г. Бишкек"},
                              .soate = "41711000000000",
                              .languages = ProtocolLanguages::both};
  const Member chairperson{
      "M1", "K1", {"Төраев", "Төрө", ""}, "20101197012345", {"төрага", "председатель"}, CommissionRole::chairperson,
      true};
  const Member member{"M2",
                      "K1",
                      {"Катчиева", "Айгүл", "Асановна"},
                      "10101198012345",
                      {"катчы", "секретарь"},
                      CommissionRole::secretary,
                      false};
  const Member foreign{"M3", "K2", {"Бөтөнов", "Эрмек", ""}, "20202198012345", {"мүчө", "член"}, CommissionRole::member,
                       true};
  const Kindergarten kindergarten{"G1", {"№12 «Ак-Кайың» МЧББУ", "ДОО №12"}};
  const std::vector<BenefitCategory> categories{{"low-income", {"аз камсыз", "малообеспеченные"}},
                                                {"large-family", {"көп балалуу", "многодетные"}}};
  PortalTables tables;
};

inline VoucherHolder holder(const std::string& key, Date from, Date to) {
  return {key, {"Асанов", "Үсөн", ""}, 200'000, from, to, "7", day(2026, 1, 15)};
}

}  // namespace balalyk::tests
