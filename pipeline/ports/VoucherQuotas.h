#pragma once

#include <optional>
#include <string>
#include <vector>

namespace balalyk {

// An approval in force.
struct Approval {
  std::string applicationKey;
  std::string child;  // SHA-256 of the PIN, hex
  std::string soate;  // of the commission
  int year = 0;       // of the sitting
};

// How many vouchers there may be in a region and year. A region is the first digits of its places' codes ("417" the
// country, "41711" Bishkek): an approval counts in every region that it lies in. Where no quota is set nothing is
// limited.
struct VoucherQuota {
  std::string region;
  int year = 0;
  int whole = 0;
  int taken = 0;  // more than the whole where an approval came beyond it
  int free() const { return taken < whole ? whole - taken : 0; }
  bool operator==(const VoucherQuota&) const = default;
};

// Port, part of the portal database: the vouchers that there may be, and who has one. Each call is one transaction;
// approvals that come at once follow one another.
class VoucherQuotas {
 public:
  virtual ~VoucherQuotas() = default;
  // What is in force already in the region and year is taken from the start.
  virtual void setWhole(const std::string& region, int year, int whole) = 0;
  // Those that a place of this code lies in, the widest first; an empty code: all of the year.
  virtual std::vector<VoucherQuota> quotas(const std::string& soate, int year) = 0;

  enum class Outcome {
    taken,        // or it was in force already
    exhausted,    // a region has no voucher left: `region`
    childHasOne,  // another approval in force is the same child's: `applicationKey`
  };
  struct Taken {
    Outcome outcome{};
    std::string region{}, applicationKey{};
    bool operator==(const Taken&) const = default;
  };
  // All or nothing.
  virtual Taken take(const Approval& approval) = 0;
  // The decision was changed or taken back; nothing when it is not in force.
  virtual void giveBack(const std::string& applicationKey) = 0;
};

}  // namespace balalyk
