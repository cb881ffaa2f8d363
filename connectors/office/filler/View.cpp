#include "connectors/office/filler/View.h"

#include <com/sun/star/beans/XPropertySet.hpp>
#include <com/sun/star/frame/XController2.hpp>

namespace balalyk::filler {

namespace css = com::sun::star;
using css::uno::Reference;
using css::uno::UNO_QUERY_THROW;

View::View(const Reference<css::lang::XComponent>& document)
    : model_(document, UNO_QUERY_THROW), frame_(model_->getCurrentController()->getFrame()) {}

void View::close() {
  model_->getCurrentController()->suspend(true);
  frame_->setComponent({}, {});
}

void View::open() {
  const Reference<css::frame::XController> controller(model_->createDefaultViewController(frame_), UNO_QUERY_THROW);
  const Reference<css::frame::XController2> windowed(controller, UNO_QUERY_THROW);
  controller->attachModel(Reference<css::frame::XModel>(model_, UNO_QUERY_THROW));
  model_->connectController(controller);
  frame_->setComponent(windowed->getComponentWindow(), controller);
  controller->attachFrame(frame_);
  model_->setCurrentController(controller);
}

int View::pages() const {
  const Reference<css::beans::XPropertySet> properties(model_->getCurrentController(), UNO_QUERY_THROW);
  sal_Int32 count = 0;
  properties->getPropertyValue("PageCount") >>= count;
  return count;
}

}  // namespace balalyk::filler
