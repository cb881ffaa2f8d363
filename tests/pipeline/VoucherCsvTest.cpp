#include "pipeline/record/VoucherCsv.h"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "Examples.h"

using namespace balalyk;
using namespace balalyk::examples;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(VoucherCsv)

BOOST_AUTO_TEST_CASE(a_list_is_written_by_rfc_4180_with_a_byte_order_mark) {
  auto list = voucherList();
  list.commission.languages = ProtocolLanguages::ky;
  list.holders.resize(1);
  BOOST_TEST(voucherCsv(list) ==
             "\uFEFF№,Бала,Мектепке чейинки билим берүү уюму,\"Айына, сом\",Баштап,Чейин,Протоколдун номери,"
             "Протоколдун датасы\r\n"
             "1,Асанов Үсөн Өмүрбекович,№12 «Ак-Кайың» МЧББУ,3100.00,2025-09-01,2026-05-31,12/34,2025-08-20\r\n");
}

BOOST_AUTO_TEST_CASE(headings_follow_the_languages_of_the_commission) {
  auto list = voucherList();
  BOOST_TEST(voucherCsv(list).find("№,Бала / Ребёнок,") == 3U);
  list.commission.languages = ProtocolLanguages::ru;
  BOOST_TEST(voucherCsv(list).find("№,Ребёнок,") == 3U);
  BOOST_TEST(voucherCsv(list).find("ДОО №12 «Ак-Кайың»") != std::string::npos);
}

struct Cell {
  const char *number, *written;
};
std::ostream& operator<<(std::ostream& out, const Cell& one) {
  return out << one.number;
}

const Cell kCells[] = {{"12,34", "\"12,34\""},
                       {"12\"34", "\"12\"\"34\""},
                       {"12\n34", "\"12\n34\""},
                       {"=1+1", "'=1+1"},
                       {"+1", "'+1"},
                       {"-1", "'-1"},
                       {"@SUM(A1)", "'@SUM(A1)"},
                       {"=1,\"2\"", "\"'=1,\"\"2\"\"\""},
                       {"\t=1", "\"\t'=1\""},
                       {"12;34", "\"12;34\""},
                       {"12;=1+1", "\"12;'=1+1\""},
                       {"12; \"@A1", "\"12; \"\"'@A1\""},
                       {" =1", " '=1"},
                       {"\u00A0=1", "\u00A0'=1"},
                       {"＝1", "'＝1"},
                       {"12\r-1", "\"12\r'-1\""},
                       {"1=1", "1=1"}};

BOOST_DATA_TEST_CASE(cells_are_quoted_and_never_formulas, data::make(kCells), one) {
  auto list = voucherList();
  list.holders.resize(1);
  list.holders[0].protocolNumber = one.number;
  BOOST_TEST(voucherCsv(list).find(std::string(",") + one.written + ",2025-08-20\r\n") != std::string::npos);
}

// As Excel reads it where the list separator is «;»: quotation marks count only at the beginning of a field.
std::vector<std::string> fieldsBySemicolon(const std::string& csv) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (const char c : csv) {
    if (c == '"' && fields.back().empty()) quoted = true;
    if (quoted && c == '"' && !fields.back().empty()) quoted = false;
    if (!quoted && (c == ';' || c == '\n' || c == '\r' || c == '\t')) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

BOOST_AUTO_TEST_CASE(no_formula_where_the_system_separates_by_semicolons) {
  for (const char* hostile : {"a;=cmd|' /C calc'!A0", "a;\"=1\"", "a; =1", "\";=1", "a;;+1", "a\t@A1", "x\r\n;-1"}) {
    auto list = voucherList();
    list.holders.resize(1);
    list.holders[0].child.surname = hostile;
    list.holders[0].protocolNumber = hostile;
    for (const auto& field : fieldsBySemicolon(voucherCsv(list))) {
      const auto first = field.find_first_not_of(" \"");
      BOOST_TEST((first == std::string::npos || std::string("=+-@").find(field[first]) == std::string::npos),
                 hostile << " gave the field " << field);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
