package org.s2r2.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.Function;

/** The most heap that is in use while something runs. */
final class HeapPeak {

    private HeapPeak() {}

    /**
     * Runs something once.
     *
     * @return the bytes in use at most, less those in use before. Garbage that was not collected yet is among them, and
     *     the parts of the heap may have had their peaks at different times: this is an upper bound.
     */
    static long during(Runnable what) {
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        long before = sum(heap, MemoryPoolMXBean::getUsage);
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        what.run();
        return Math.max(0, sum(heap, MemoryPoolMXBean::getPeakUsage) - before);
    }

    private static long sum(List<MemoryPoolMXBean> pools, Function<MemoryPoolMXBean, MemoryUsage> usage) {
        return pools.stream().mapToLong(pool -> usage.apply(pool).getUsed()).sum();
    }
}
