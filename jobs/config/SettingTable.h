#pragma once

#include <array>

#include "jobs/config/Setting.h"
#include "pipeline/domain/Zone.h"

namespace balalyk {

// Every setting, in the order in which people read them. Defaults, checks, `balalyk config`, the shipped settings file
// and the reference in jobs/README.md are made of this table. Passwords and keys are not settings: they come as
// credentials.
inline constexpr auto kSettings = [] {
  using T = SettingType;
  return std::to_array<Setting>({
      {"language", T::choice, "auto", "auto, ky, ru, en"},

      {"time.zone", T::timeZone, Zone::kDefault},

      {"database.connection", T::connection, "sqlite:/var/lib/balalyk/portal.db", "", "", "", true},
      {"database.deadline", T::duration, "10s", "", "100ms", "10m"},

      {"store.location", T::location, "/var/lib/balalyk/store"},
      {"store.endpoint", T::secureAddress, ""},
      {"store.region", T::word, "us-east-1"},
      {"store.addressing", T::choice, "path", "path, virtualHost"},
      {"store.credentials", T::path, ""},
      {"store.trustAnchors", T::path, ""},
      {"store.deadline", T::duration, "60s", "", "1s", "1h"},
      {"store.keepDrafts", T::duration, "12h", "", "0s", "36500d"},

      {"templates.folder", T::path, ""},
      {"templates.notices", T::boolean, "true"},

      {"office.slots", T::integer, "0", "", "0", "256"},
      {"office.program", T::file, "/usr/lib/libreoffice/program"},
      {"office.filler", T::path, ""},
      {"office.deadline", T::duration, "30s", "", "1s", "1h"},
      {"office.recycleAfter", T::integer, "4000", "", "1", "1000000"},
      {"office.recycleAbove", T::size, "600M", "", "200M", "64G"},
      {"office.memoryLimit", T::size, "3000M", "", "400M", "128G"},
      {"office.jemalloc", T::boolean, "true"},
      {"office.preload", T::boolean, "true"},
      {"office.deflateLevel", T::integer, "2", "", "1", "12"},
      {"office.keepLayouts", T::boolean, "true"},
      {"office.sandbox", T::choice, "required", "required, whenPossible, off"},

      {"keys.ring", T::file, "/etc/balalyk/keys/keyring.json"},
      {"keys.passwords", T::path, ""},
      {"keys.deadline", T::duration, "60s", "", "100ms", "1h"},
      {"keys.trustAnchors", T::file, "/etc/balalyk/keys/anchors.pem"},

      {"signer.socket", T::file, "/run/balalyk-signer/socket"},
      {"signer.user", T::word, "balalyk-portal"},

      {"identity.oidcIssuer", T::address, ""},
      {"identity.oidcClient", T::word, "balalyk"},
      {"identity.oidcPinScope", T::word, "profile"},
      {"identity.infocomAddress", T::address, ""},
      {"identity.infocomClient", T::word, "balalyk"},
      {"identity.secrets", T::path, ""},
      {"identity.trustAnchors", T::path, ""},
      {"identity.timeout", T::duration, "10s", "", "1s", "1m"},

      {"accounts.secondFactor", T::choice, "optional", "optional, required"},

      {"passwords.breachedList", T::path, ""},

      {"signatures.level", T::choice, "B-B", "B-B, B-T, B-LT, B-LTA"},
      {"signatures.policy", T::path, ""},

      {"timestamps.urls", T::addresses, ""},
      {"timestamps.policy", T::oid, ""},
      {"timestamps.quota", T::integer, "0", "", "0", "100000000"},
      {"timestamps.timeout", T::duration, "10s", "", "1s", "5m"},
      {"timestamps.pause", T::duration, "30s", "", "100ms", "10m"},
      {"timestamps.trustAnchors", T::path, ""},
      {"timestamps.tlsTrustAnchors", T::path, ""},

      {"revocation.check", T::boolean, "false"},
      {"revocation.unanswered", T::choice, "wait", "wait, proceed"},
      {"revocation.ocspUrl", T::issuerAddresses, ""},
      {"revocation.crlUrl", T::issuerAddresses, ""},
      {"revocation.freshness", T::duration, "1h", "", "1s", "7d"},
      {"revocation.tolerance", T::duration, "5m", "", "0s", "1d"},
      {"revocation.maxAge", T::duration, "1d", "", "1m", "31d"},

      {"evidence.nightly", T::boolean, "false"},
      {"evidence.renewBefore", T::duration, "180d", "", "1d", "3650d"},

      {"archive.exportLimit", T::integer, "500", "", "1", "2000"},
      {"archive.exportKeep", T::duration, "7d", "", "1h", "365d"},
      {"archive.submitter", T::word, "balalyk"},
      {"archive.checkEvery", T::duration, "30d", "", "0s", "3650d"},
      {"archive.checkPause", T::duration, "1s", "", "0s", "1h"},

      {"retention.voucherApproval", T::integer, "0", "", "0", "200"},
      {"retention.voucherRefusal", T::integer, "0", "", "0", "200"},
      {"retention.mealSubsidy", T::integer, "0", "", "0", "200"},
      {"retention.mealDecision", T::integer, "0", "", "0", "200"},
      {"retention.mealUpload", T::integer, "0", "", "0", "200"},
      {"retention.voucherList", T::integer, "0", "", "0", "200"},

      {"take.batch", T::integer, "200", "", "1", "10000"},
      {"take.overlap", T::duration, "1d", "", "0s", "31d"},
      {"lists.months", T::integer, "0", "", "0", "120"},

      {"vouchers.amounts", T::path, ""},

      {"check.addressBase", T::addressBase, "https://balalyk.edu.gov.kg/check/"},
      {"check.trustAnchors", T::path, ""},

      {"worker.stages", T::choices, "fill, sign, publish, upgrade", "fill, sign, publish, upgrade"},
      {"worker.lease", T::duration, "60s", "", "1s", "1d"},
      {"worker.attempts", T::integer, "5", "", "1", "1000"},
      {"worker.poll", T::duration, "2s", "", "10ms", "10m"},
      {"worker.stuckAfter", T::duration, "1h", "", "1ms", "30d"},
      {"worker.hangAfter", T::duration, "3m", "", "1s", "1d"},
      {"worker.monitor", T::listen, ""},

      {"night.report", T::path, ""},
      {"night.monitor", T::listen, ""},

      {"portal.address", T::address, "http://127.0.0.1:8480"},
      {"portal.listen", T::endpoint, "127.0.0.1:8480"},
      {"portal.listenBeyond", T::boolean, "false"},
      {"portal.uploads", T::file, "/var/lib/balalyk-portal/uploads"},
      {"portal.idle", T::duration, "30m", "", "1m", "1d"},
      {"portal.longest", T::duration, "10h", "", "5m", "7d"},
      {"portal.threads", T::integer, "16", "", "1", "256"},
      {"portal.stopWithin", T::duration, "10s", "", "0s", "5m"},

      {"webhook.loopback", T::boolean, "false"},
      {"webhook.trustAnchors", T::path, ""},
      {"webhook.pauseAfter", T::duration, "1d", "", "1s", "31d"},

      {"mail.from", T::mailAddress, ""},
      {"mail.command", T::file, "/usr/sbin/sendmail"},
      {"mail.deadline", T::duration, "60s", "", "1s", "10m"},
      {"mail.quiet", T::duration, "30m", "", "0s", "1d"},
      {"mail.fromHour", T::integer, "8", "", "0", "23"},
      {"mail.untilHour", T::integer, "20", "", "1", "24"},

      {"log.format", T::choice, "text", "text, json"},
      {"log.level", T::choice, "information", "error, warning, information, debug"},
      {"log.channel", T::choice, "console", "console, file, syslog"},
      {"log.file", T::file, "/var/lib/balalyk/balalyk.log"},
      {"log.rotateAt", T::size, "10M", "", "64K", "64G"},
      {"log.keep", T::integer, "10", "", "1", "10000"},
  });
}();

}  // namespace balalyk
