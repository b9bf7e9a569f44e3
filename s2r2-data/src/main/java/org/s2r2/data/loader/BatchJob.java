package org.s2r2.data.loader;

/**
 * What {@link LoaderWorkers} do: batches are counted from 0, and each is made of parts that any thread may
 * make in any order.
 */
interface BatchJob<B extends BatchJob.Batch> {

    /** Something that holds buffers until it is closed. */
    interface Batch extends AutoCloseable {
        @Override
        void close();
    }

    int batches();

    int parts(int batch);

    /** Makes room for a batch; called by one thread at a time. */
    B open(int batch);

    /** Makes one part of a batch; called by several threads at once. */
    void make(B batch, int part);

    /** Completes a batch once all its parts are made; called once, by the thread that made the last part. */
    void finish(B batch);
}
