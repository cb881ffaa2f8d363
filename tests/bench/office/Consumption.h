#pragma once

// What this process and the soffice processes below it use: processor time and resident memory.
struct Consumption {
  double ownSeconds = 0, officeSeconds = 0;
  double ownMegabytes = 0, largestOfficeMegabytes = 0;

  static Consumption ofThisAndItsChildren();
};
