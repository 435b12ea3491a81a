package dev.lakehouse.table;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs the work of a commit on another executor, for Iceberg's {@code Tasks}, which ask each future
 * whether it is done and sleep for 10 ms if one is not: four times in a small commit, which has
 * nothing else to do for that long. Here a future waits for its end before it answers.
 *
 * <p>Thread-safe. It cannot be shut down: the executor behind it belongs to somebody else.
 */
final class AwaitedTasks extends AbstractExecutorService {
  private final ExecutorService workers;

  AwaitedTasks(ExecutorService workers) {
    this.workers = workers;
  }

  private static final class AwaitedTask<T> extends FutureTask<T> {
    private final CountDownLatch ended = new CountDownLatch(1);

    private AwaitedTask(Callable<T> work) {
      super(work);
    }

    private AwaitedTask(Runnable work, T result) {
      super(work, result);
    }

    @Override
    protected void done() {
      ended.countDown();
    }

    @Override
    public boolean isDone() {
      try {
        ended.await();
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return super.isDone();
      }
    }
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable work, T result) {
    return new AwaitedTask<>(work, result);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> work) {
    return new AwaitedTask<>(work);
  }

  @Override
  public void execute(Runnable command) {
    workers.execute(command);
  }

  @Override
  public void shutdown() {
    throw new UnsupportedOperationException("the workers are shared");
  }

  @Override
  public List<Runnable> shutdownNow() {
    throw new UnsupportedOperationException("the workers are shared");
  }

  @Override
  public boolean isShutdown() {
    return workers.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return workers.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return workers.awaitTermination(timeout, unit);
  }
}
