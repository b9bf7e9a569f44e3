package org.s2r2.spark.rabit;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.s2r2.collective.CollectiveException;
import org.s2r2.spark.rabit.RabitTracker.Address;

/** A worker in a process of its own, which does what the test asks and prints what it got. */
final class RabitWorker {

    private RabitWorker() {}

    /** Arguments: what to do, the tracker's host and port, the rank, how many workers. */
    public static void main(String[] args) throws Exception {
        Address tracker = new Address(args[1], Integer.parseInt(args[2]));
        int rank = Integer.parseInt(args[3]);
        int size = Integer.parseInt(args[4]);
        long begin = System.nanoTime();
        try (RabitCollective workers = RabitCollective.join(tracker, rank, size, 20)) {
            switch (args[0]) {
                case "add" -> add(workers);
                case "halt" -> halt(workers);
                case "leave" -> leave(workers);
                case "thread" -> otherThread(workers);
                default -> throw new IllegalArgumentException(args[0]);
            }
        } catch (CollectiveException e) {
            System.out.println("lost after " + (System.nanoTime() - begin) / 1_000_000_000L + " s: " + e.getMessage());
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** The values of a worker: of any size, so that the order of their sum shows. */
    static float[] values(int rank, int length) {
        Random random = new Random(rank);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(6)));
        }
        return values;
    }

    private static void add(RabitCollective workers) {
        System.out.println(workers.rank() + " of " + workers.size());
        for (int length : new int[] {1, 1000, 300_001}) {
            float[] sum = values(workers.rank(), length);
            workers.sum(sum);
            System.out.println("sum " + length + " " + Arrays.hashCode(sum) + " " + sum[0]);
            float[] gathered = workers.gather(values(workers.rank(), length));
            System.out.println("gather " + length + " " + Arrays.hashCode(gathered));
        }
        float[] special = {-0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
        int[] bits = new int[8];
        float[] gathered = workers.gather(special);
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(gathered[i]));
        System.out.println("bits " + Arrays.toString(bits));
    }

    private static void halt(RabitCollective workers) {
        workers.sum(new float[10]);
        if (workers.rank() == 1) {
            Runtime.getRuntime().halt(9);
        }
        workers.sum(new float[10]);
        System.out.println("added without the worker that was lost");
    }

    private static void leave(RabitCollective workers) {
        workers.sum(new float[10]);
        if (workers.rank() != 1) {
            workers.sum(new float[10]);
            System.out.println("added without the worker that left");
        }
    }

    private static void otherThread(RabitCollective workers) throws InterruptedException {
        AtomicReference<String> said = new AtomicReference<>();
        Thread other = new Thread(() -> {
            try {
                workers.sum(new float[10]);
                said.set("added alone");
            } catch (CollectiveException e) {
                said.set(e.getMessage());
            }
        });
        other.start();
        other.join();
        System.out.println(said.get());
    }
}
