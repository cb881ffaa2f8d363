#include <com/sun/star/awt/AsyncCallback.hpp>
#include <com/sun/star/awt/XCallback.hpp>
#include <com/sun/star/lang/XServiceInfo.hpp>
#include <com/sun/star/lang/XSingleComponentFactory.hpp>
#include <com/sun/star/task/XJob.hpp>
#include <cppuhelper/factory.hxx>
#include <cppuhelper/implbase1.hxx>
#include <cppuhelper/implbase2.hxx>
#include <cppuhelper/implementationentry.hxx>
#include <cppuhelper/supportsservice.hxx>
#include <cstdlib>
#include <thread>

#include "connectors/office/filler/OfficeInstance.h"
#include "connectors/process/Channel.h"
#include "connectors/process/shim/Shim.h"

namespace balalyk::filler {

namespace css = com::sun::star;
namespace uno = com::sun::star::uno;
using rtl::OUString;

namespace {

constexpr char kName[] = "org.balalyk.Filler";
constexpr int kInARow = 20;
constexpr std::chrono::milliseconds kPatience{2};

// Serves the pool's requests for as long as its socket is open. A separate thread waits for a frame, the main
// thread makes the document: everything in Writer wants the main thread's lock, and its timers run there.
class Server : public cppu::WeakImplHelper1<css::awt::XCallback> {
 public:
  Server(const uno::Reference<uno::XComponentContext>& context, int socket)
      : channel_(socket), desk_(context), mainThread_(css::awt::AsyncCallback::create(context)) {}

  void start() {
    acquire();  // until the process ends
    std::thread([this] { read(); }).detach();
  }

  void SAL_CALL notify(const uno::Any&) override {
    channel_.send(frame_.empty() ? desk_.ready() : desk_.serve(frame_));
    // What comes at once is made at once, without the way through two threads and the office's loop; that has its turn
    // now and then, for its timers.
    for (int i = 0; i < kInARow && channel_.waits(kPatience) && channel_.receive(frame_); ++i) {
      channel_.send(desk_.serve(frame_));
    }
    answered_.set();
  }

 private:
  void read() {
    mainThread_->addCallback(this, {});  // «ready» is said once the main loop runs
    answered_.wait();
    while (channel_.receive(frame_)) {
      mainThread_->addCallback(this, {});
      answered_.wait();
    }
    // The pool closed the socket or died. Nothing here is worth keeping, and an orderly end takes long.
    std::_Exit(0);
  }

  frames::Channel channel_;
  OfficeInstance desk_;
  uno::Reference<css::awt::XRequestCallback> mainThread_;
  std::string frame_;
  frames::Signal answered_;
};

class Job : public cppu::WeakImplHelper2<css::task::XJob, css::lang::XServiceInfo> {
 public:
  explicit Job(uno::Reference<uno::XComponentContext> context) : context_(std::move(context)) {}

  uno::Any SAL_CALL execute(const uno::Sequence<css::beans::NamedValue>&) override {
    if (const char* socket = std::getenv(shim::kSocketVariable)) {
      (new Server(context_, std::atoi(socket)))->start();
      ::unsetenv(shim::kSocketVariable);
    }
    return {};
  }

  OUString SAL_CALL getImplementationName() override { return kName; }
  sal_Bool SAL_CALL supportsService(const OUString& name) override { return cppu::supportsService(this, name); }
  uno::Sequence<OUString> SAL_CALL getSupportedServiceNames() override { return serviceNames(); }

  static uno::Sequence<OUString> serviceNames() {
    uno::Sequence<OUString> names(1);
    names[0] = kName;
    return names;
  }
  static OUString name() { return kName; }
  static uno::Reference<uno::XInterface> create(const uno::Reference<uno::XComponentContext>& context) {
    return static_cast<cppu::OWeakObject*>(new Job(context));
  }

 private:
  uno::Reference<uno::XComponentContext> context_;
};

const cppu::ImplementationEntry kEntries[] = {
    {Job::create, Job::name, Job::serviceNames, cppu::createSingleComponentFactory, nullptr, 0},
    {nullptr, nullptr, nullptr, nullptr, nullptr, 0}};

}  // namespace
}  // namespace balalyk::filler

extern "C" SAL_DLLPUBLIC_EXPORT void* component_getFactory(const char* name, void* manager, void* registry) {
  return cppu::component_getFactoryHelper(name, manager, registry, balalyk::filler::kEntries);
}
