#pragma once

#include <com/sun/star/io/SequenceInputStream.hpp>
#include <com/sun/star/io/XOutputStream.hpp>
#include <com/sun/star/uno/XComponentContext.hpp>
#include <cppuhelper/implbase1.hxx>
#include <string>

namespace balalyk::filler {

class MemoryOutput : public cppu::WeakImplHelper1<com::sun::star::io::XOutputStream> {
 public:
  void SAL_CALL writeBytes(const com::sun::star::uno::Sequence<sal_Int8>& data) override {
    bytes.append(reinterpret_cast<const char*>(data.getConstArray()), static_cast<std::size_t>(data.getLength()));
  }
  void SAL_CALL flush() override {}
  void SAL_CALL closeOutput() override {}

  std::string bytes;
};

inline com::sun::star::uno::Reference<com::sun::star::io::XInputStream> streamOf(
    const com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext>& context, const std::string& data) {
  const com::sun::star::uno::Sequence<sal_Int8> bytes(reinterpret_cast<const sal_Int8*>(data.data()),
                                                      static_cast<sal_Int32>(data.size()));
  return {com::sun::star::io::SequenceInputStream::createStreamFromSequence(context, bytes),
          com::sun::star::uno::UNO_QUERY_THROW};
}

}  // namespace balalyk::filler
