#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "TestSite.h"
#include "connectors/portal/web/HttpError.h"

namespace balalyk::tests {
namespace {

using namespace web;

const std::string kMultipart = "Content-Type: multipart/form-data; boundary=XX\r\n";

std::string field(const std::string& name, const std::string& value) {
  return "--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

std::string file(const std::string& name, const std::string& bytes) {
  return "--XX\r\nContent-Disposition: form-data; name=\"scan\"; filename=\"" + name +
         "\"\r\nContent-Type: application/pdf\r\n\r\n" + bytes + "\r\n";
}

// The status that a form is refused with; 0: it was read.
int read(const std::string& type, const std::string& text, Form* form = nullptr, const FormLimits& limits = {}) {
  TextSource source(text);
  Body body(source, text.size());
  try {
    auto got = readForm(type, body, {.takesUpload = true, .uploads = std::filesystem::temp_directory_path()}, limits);
    if (form) *form = std::move(got);
    return 0;
  } catch (const HttpError& error) {
    return error.status();
  }
}

struct Uploads : TestSite {
  std::string tokens(const SignedIn& who) { return field("csrf", who.csrf) + field("once", freshToken()); }
};

BOOST_AUTO_TEST_SUITE(Forms)

BOOST_AUTO_TEST_CASE(a_form_is_read_as_browsers_send_it) {
  Form form;
  const std::string type = "application/x-www-form-urlencoded";
  BOOST_TEST(read(type, "name=%D3%A8%D0%BC%D2%AF%D1%80+%22x%22&b=1&b=2&empty=&text=a%0D%0Ab", &form) == 0);
  BOOST_TEST(form.fields.first("name") == "Өмүр \"x\"");
  BOOST_TEST(form.fields.all("b").size() == 2u);
  BOOST_TEST(form.fields.has("empty"));
  BOOST_TEST(form.fields.first("text") == "a\nb");
}

BOOST_AUTO_TEST_CASE(a_password_is_none_of_the_values_and_there_are_few_of_them) {
  const std::string type = "application/x-www-form-urlencoded";
  Form form;
  BOOST_TEST(read(type, "login=a&password=%D1%81%D3%A9%D0%B7+1&new-password=2&b=3", &form) == 0);
  BOOST_TEST(form.fields.size() == 2u);
  BOOST_REQUIRE_EQUAL(form.passwords.size(), 2u);
  BOOST_TEST(form.passwords[0].first == "password");
  BOOST_TEST(form.passwords[0].second.reveal() == "сөз 1");
  BOOST_TEST(read(type, "password=" + std::string(2 << 10, 'x')) == 0);
  BOOST_TEST(read(type, "password=" + std::string((2 << 10) + 1, 'x')) == 413);
  BOOST_TEST(read(type, "password=1&password=2&password=3&password=4&password=5") == 413);
  const std::string parts = "--B\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nсөз\r\n--B--\r\n";
  BOOST_TEST(read("multipart/form-data; boundary=B", parts, &form) == 0);
  BOOST_TEST(form.fields.size() == 0u);
  BOOST_TEST(form.passwords.at(0).second.reveal() == "сөз");
}

BOOST_AUTO_TEST_CASE(what_is_not_plain_text_or_beyond_the_limits_is_refused) {
  const std::string type = "application/x-www-form-urlencoded";
  for (const char* bad :
       {"a=%ff", "a=%00", "a=%C0%80", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%1b", "a=%", "a=%4", "=x", "%ff=1"})
    BOOST_TEST(read(type, bad) == 400, bad);
  BOOST_TEST(read(type, "a=" + std::string(64 << 10, 'x')) == 0);
  BOOST_TEST(read(type, "a=" + std::string((64 << 10) + 1, 'x')) == 413);
  std::string many;
  for (int i = 0; i < 200; ++i) many += "a=1&";
  BOOST_TEST(read(type, many) == 0);
  BOOST_TEST(read(type, many + "a=1") == 413);
  BOOST_TEST(read("text/plain", "a=1") == 415);
  BOOST_TEST(read("", "a=1") == 415);
  BOOST_TEST(read("application/x-www-form-urlencoded; charset=UTF-8", "a=1") == 0);
}

BOOST_AUTO_TEST_CASE(a_form_in_parts_is_read_as_browsers_send_it) {
  Form form;
  const std::string type = "multipart/form-data; boundary=XX";
  const std::string bytes("%PDF\r\n--X\0\r\n--XY", 16);
  BOOST_TEST(read(type, field("number", "12/34") + field("a%22b", "x\r\ny") + file("C:\\скан %22\".pdf", "") +
                            "--XX--\r\n") == 400);
  BOOST_TEST(read(type,
                  field("number", "12/34") + field("a%22b", "x\r\ny") + file("C:\\скан.pdf", bytes) + "--XX--\r\n",
                  &form) == 0);
  BOOST_TEST(form.fields.first("number") == "12/34");
  BOOST_TEST(form.fields.first("a\"b") == "x\ny");
  BOOST_REQUIRE(form.upload);
  BOOST_TEST(form.upload->name() == "скан.pdf");
  BOOST_TEST(form.upload->size() == bytes.size());
  BOOST_TEST(std::filesystem::file_size(form.upload->file()) == bytes.size());
  const auto kept = form.upload->file();
  form.upload.reset();
  BOOST_TEST(!std::filesystem::exists(kept));
  BOOST_TEST(read(type, field("a", "1") + file("", "") + "--XX--", &form) == 0);
  BOOST_TEST(!form.upload);
}

BOOST_AUTO_TEST_CASE(a_form_in_parts_that_is_not_one_is_refused) {
  const std::string type = "multipart/form-data; boundary=XX", end = "--XX--\r\n";
  BOOST_TEST(read(type, field("a", "1")) == 400);  // cut off
  BOOST_TEST(read(type, "preamble\r\n" + field("a", "1") + end) == 400);
  BOOST_TEST(read(type, field("a", "1") + end + "GET / HTTP/1.1\r\n") == 400);
  BOOST_TEST(read(type, "--XX\r\nContent-Type: text/plain\r\n\r\n1\r\n" + end) == 400);
  BOOST_TEST(read(type, "--XX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n" + end) == 400);
  BOOST_TEST(read(type, "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" + end) == 400);
  BOOST_TEST(read(type, "--XX\r\nX: " + std::string(5'000, 'x') + "\r\n\r\n1\r\n" + end) == 400);
  BOOST_TEST(read(type, file("a.pdf", "1") + file("b.pdf", "2") + end) == 400);
  BOOST_TEST(read(type, field("a", "\xff") + end) == 400);
  BOOST_TEST(read(type, file("\xff.pdf", "1") + end) == 400);
  BOOST_TEST(read("multipart/form-data", field("a", "1") + end) == 400);
  BOOST_TEST(read("multipart/form-data; boundary=\"\"", field("a", "1") + end) == 400);
  BOOST_TEST(read("multipart/form-data; boundary=" + std::string(71, 'X'), field("a", "1") + end) == 400);
  BOOST_TEST(read(type, field("a", std::string((64 << 10) + 1, 'x')) + end) == 413);
  BOOST_TEST(read(type, file("a.pdf", std::string(1'001, 'x')) + end, nullptr, {.uploadBytes = 1'000}) == 413);
}

BOOST_FIXTURE_TEST_CASE(an_upload_is_counted_kept_while_it_is_worked_on_and_gone_afterwards, Uploads) {
  const auto who = signIn("S1");
  const auto answer = post("/test/upload", tokens(who) + file("скан.pdf", std::string(3 << 20, 'p')) + "--XX--\r\n",
                           who.cookie + kMultipart);
  BOOST_TEST(answer.status == 303);
  BOOST_TEST(uploaded.ends_with(" 3145728 скан.pdf"));
  BOOST_TEST(filesInUploads() == 0u);
}

BOOST_FIXTURE_TEST_CASE(an_upload_of_more_than_20_megabytes_is_refused_and_nothing_is_left, Uploads) {
  const auto who = signIn("S1");
  const auto answer = post("/test/upload", tokens(who) + file("a.pdf", std::string((20 << 20) + 1, 'p')) + "--XX--\r\n",
                           who.cookie + kMultipart);
  BOOST_TEST(answer.status == 413);
  BOOST_TEST(uploaded.empty());
  BOOST_TEST(filesInUploads() == 0u);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_kept_of_a_file_whose_form_has_no_token_before_it, Uploads) {
  const auto who = signIn("S1");
  // Were the folder written to, this would be 503.
  std::filesystem::remove_all(folder / "uploads");
  const auto answer = post("/test/upload", file("a.pdf", "p") + tokens(who) + "--XX--\r\n", who.cookie + kMultipart);
  BOOST_TEST(answer.status == 403);
  BOOST_TEST(post("/test/upload", tokens(who) + file("a.pdf", "p") + "--XX--\r\n", who.cookie + kMultipart).status ==
             503);
  BOOST_TEST(log.all().back().problem.code == "uploadNotKept");
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_keeps_what_was_typed_and_asks_for_the_file_again, Uploads) {
  const auto who = signIn("S1");
  std::filesystem::remove_all(folder / "uploads");
  const auto form = tokens(who) + field("number", "12/34 <\"") + file("a.pdf", "p") + "--XX--\r\n";
  const auto answer = post("/test/upload", form, who.cookie + kMultipart + "Accept-Language: en\r\n");
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(answer.body.find("action=\"/test/upload\" enctype=\"multipart/form-data\"") != std::string::npos);
  BOOST_TEST(answer.body.find("name=\"number\" value=\"12/34 &lt;&quot;\"") != std::string::npos);
  BOOST_TEST(answer.body.find("type=\"file\" id=\"file-again\" name=\"scan\"") != std::string::npos);
  BOOST_TEST(answer.body.find("Choose the file again") != std::string::npos);
}

// A limit of files' sizes stands for the end of the disk: it comes in the middle of a file.
class SmallDisk {
 public:
  SmallDisk() {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto small = before_;
    small.rlim_cur = 8 << 20;
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_DFL);
  }

 private:
  rlimit before_{};
};

BOOST_FIXTURE_TEST_CASE(a_disk_that_ends_in_the_middle_of_a_file_keeps_what_was_typed_and_nothing_of_the_file,
                        Uploads) {
  const auto who = signIn("S1");
  const auto typed = tokens(who) + field("number", "12/34");
  const SmallDisk disk;
  const auto answer = post("/test/upload", typed + file("a.pdf", std::string(12 << 20, 'p')) + "--XX--\r\n",
                           who.cookie + kMultipart + "Accept-Language: en\r\n");
  BOOST_TEST(answer.status == 503);
  BOOST_TEST(log.all().back().problem.code == "uploadNotKept");
  BOOST_TEST(answer.body.find("name=\"number\" value=\"12/34\"") != std::string::npos);
  BOOST_TEST(uploaded.empty());
  BOOST_TEST(filesInUploads() == 0u);
  BOOST_TEST(post("/test/upload", tokens(who) + file("a.pdf", std::string(1 << 20, 'p')) + "--XX--\r\n",
                  who.cookie + kMultipart)
                 .status == 303);
}

BOOST_FIXTURE_TEST_CASE(everybody_may_give_a_file_for_checking_but_no_other_site, Uploads) {
  BOOST_TEST(post("/test/check", file("a.asice", "PK") + "--XX--\r\n", kMultipart).status == 303);
  BOOST_TEST(uploaded.ends_with(" 2 a.asice"));
  BOOST_TEST(
      post("/test/check", file("a.asice", "PK") + "--XX--\r\n", kMultipart + "Sec-Fetch-Site: cross-site\r\n").status ==
      403);
}

BOOST_AUTO_TEST_CASE(a_route_that_takes_no_file_takes_no_parts) {
  TestSite test;
  BOOST_TEST(test.post("/language", file("a", "b") + "--XX--\r\n", kMultipart).status == 415);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace balalyk::tests
