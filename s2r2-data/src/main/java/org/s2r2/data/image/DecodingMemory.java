package org.s2r2.data.image;

import java.util.concurrent.Semaphore;

/** Shares memory among pictures that several threads decode: together they take no more than a part of the heap. */
final class DecodingMemory {

    private static final long UNIT = 1 << 20;
    private static final int UNITS = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2 / UNIT));
    private static final Semaphore FREE = new Semaphore(UNITS, true);

    private DecodingMemory() {}

    /** What one picture takes, until it is closed. */
    record Share(int units) implements AutoCloseable {
        @Override
        public void close() {
            FREE.release(units);
        }
    }

    /**
     * Waits until there is memory for a picture.
     *
     * @throws BadImageException if there never is; its message is the rest of a sentence about the file
     */
    static Share take(long bytes) throws BadImageException {
        long units = 1 + bytes / UNIT;
        if (units > UNITS) {
            throw new BadImageException("takes " + units + " MiB to decode, and of this process's heap " + UNITS
                    + " MiB may be taken; a larger heap is had with -Xmx");
        }
        FREE.acquireUninterruptibly((int) units);
        return new Share((int) units);
    }
}
