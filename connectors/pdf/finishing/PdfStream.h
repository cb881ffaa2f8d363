#pragma once

#include <cstddef>
#include <string>

#include "connectors/pdf/finishing/PdfTable.h"

namespace balalyk {

// The streams of a PDF as soffice writes them: packed by Flate, the length in its own object.
// Both throw StageError (retry) officeFailed when the object is no such stream.

// What stream `number` holds; refuses one of more than `most` bytes.
std::string unpackedStream(const PdfTable& table, int number, std::size_t most);

// Levels of libdeflate: `small` packs no larger than soffice does (office.deflateLevel), `none` is for what hardly
// packs.
enum class Packing { none = 0, small = 3 };
void replaceStream(PdfTable& table, int number, const std::string& content, Packing packing);

}  // namespace balalyk
