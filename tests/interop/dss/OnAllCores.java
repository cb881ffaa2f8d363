import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work on each of a list, as many at a time as there are cores; the results are in the list's order. */
final class OnAllCores {
  interface Work<T, R> {
    R on(T one) throws Exception;
  }

  static <T, R> List<R> each(List<T> all, Work<T, R> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<Future<R>> waiting = new ArrayList<>();
      for (T one : all) waiting.add(threads.submit(() -> work.on(one)));
      List<R> results = new ArrayList<>();
      for (Future<R> one : waiting) results.add(one.get());
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
