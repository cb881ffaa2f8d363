// Preloaded into soffice: new font sizes come first in their face's list. soffice makes some for each PDF and lets them
// go with it, while those of the documents that stay open remain; FreeType looks for what is let go from the front,
// past all of these.
#include <dlfcn.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_LIST_H
#include FT_SIZES_H

// soffice activates a size before each use, so which one is the first makes no difference to it.
extern "C" __attribute__((visibility("default"))) FT_Error FT_New_Size(FT_Face face, FT_Size* size) {
  static const auto real = reinterpret_cast<decltype(&FT_New_Size)>(::dlsym(RTLD_NEXT, "FT_New_Size"));
  static const auto toFront = reinterpret_cast<decltype(&FT_List_Up)>(::dlsym(RTLD_DEFAULT, "FT_List_Up"));
  const auto error = real(face, size);
  auto* last = face && !error ? face->sizes_list.tail : nullptr;
  if (last && last->data == *size && toFront) toFront(&face->sizes_list, last);
  return error;
}
