"""The days of the place, not those of UTC or of the machine: the real program at 01:05 in Bishkek on the first of a month."""
import pathlib
import re
import unittest

from portal import PortalTest, USAGE

FAKETIME = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
MACHINE = "America/New_York"
NIGHT = "2026-09-30 15:05:00"     # there; 19:05 in UTC, 01:05 on the first of October in Bishkek


@unittest.skipUnless(FAKETIME, "libfaketime is not installed")
class DaysTest(PortalTest):
    def at_night(self, portal):
        """From now on the program runs at that time, on a machine that lives by another zone."""
        portal.env = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"@{NIGHT}", "TZ": MACHINE, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def taking(self, **settings):
        portal = self.portal()
        portal.configure(worker_stages="publish", **settings)     # only takes: no document can be published yet
        portal.sql("UPDATE voucher SET valid_from = '2026-10-01', valid_to = '2026-10-31'")
        portal.sql("UPDATE application SET changed_at = 1")
        portal.sql("UPDATE meal_subsidy SET changed_at = 1")
        portal.sql("UPDATE application SET sitting_date = '2026-10-01' WHERE id = 'app-001'")
        self.at_night(portal)
        return portal

    def lists(self, portal):
        return {key.rpartition("/")[2] for key, in portal.sql("SELECT source_key FROM balalyk_document WHERE kind = 'voucher-list'")}

    def test_the_night_of_the_first_makes_the_new_months_lists_and_is_planned_for_that_day(self):
        portal = self.taking()
        portal.nightly(code=None)
        portal.run("nightly", "--scheduled-for", "today", code=None)
        self.assertEqual(self.lists(portal), {"2026-10"})
        self.assertEqual(portal.sql("SELECT planned_for FROM balalyk_schedule WHERE schedule = 'nightly'"), [("2026-10-01",)])
        self.assertEqual(portal.json("status", code=None)["lastNight"], "2026-10-01")
        state, problems = portal.sql("SELECT state, problems FROM balalyk_document WHERE source_key = 'app-001'")[0]
        self.assertEqual(state, "decided", problems)

    def test_another_zone_has_another_day(self):
        portal = self.taking(time_zone="UTC")
        portal.run("nightly", "--scheduled-for", "today", code=None)
        self.assertEqual(self.lists(portal), set())
        self.assertEqual(portal.sql("SELECT planned_for FROM balalyk_schedule WHERE schedule = 'nightly'"), [("2026-09-30",)])
        self.assertEqual(portal.sql("SELECT state FROM balalyk_document WHERE source_key = 'app-001'"), [("returned",)])

    def test_logs_are_in_utc_and_say_so(self):
        portal = self.taking()
        for _ in range(2):   # the second time there is something to say: it is done
            said = portal.run("nightly", "--scheduled-for", "today", "--set", "log.format=json", code=None).stderr
        times = re.findall(r'"time": ?"([^"]+)"', said)
        self.assertTrue(times, said)
        for time in times:
            self.assertRegex(time, r"^2026-09-30T19:\d\d:\d\d\.\d+Z$")

    def test_a_zone_that_is_not_known_ends_the_start_with_2(self):
        portal = self.portal()
        said = portal.run("--set", "time.zone=Bishkek", "nightly", code=USAGE).stderr
        self.assertIn("time.zone", said)
        self.assertEqual(portal.states(), {})


if __name__ == "__main__":
    unittest.main(verbosity=2)
