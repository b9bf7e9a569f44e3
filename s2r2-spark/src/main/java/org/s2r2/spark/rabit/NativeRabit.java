package org.s2r2.spark.rabit;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import org.s2r2.collective.CollectiveException;

/**
 * The native functions of xgboost4j's collective. Its Java class ignores what the sum returns, so that a lost worker would go
 * unnoticed; these are the calls behind it. An error's text belongs to the thread, and is never cleared.
 */
final class NativeRabit {

    static final int FLOAT32 = 1;
    static final int INT32 = 6;
    static final int SUM = 2;

    private static final String CLASS = "ml.dmlc.xgboost4j.java.XGBoostJNI";
    private static final MethodHandles.Lookup LOOKUP = lookup();

    private static final MethodHandle INIT = method("CommunicatorInit", String.class);
    private static final MethodHandle FINALIZE = method("CommunicatorFinalize");
    private static final MethodHandle RANK = method("CommunicatorGetRank", int[].class);
    private static final MethodHandle SIZE = method("CommunicatorGetWorldSize", int[].class);
    private static final MethodHandle ALLREDUCE =
            method("CommunicatorAllreduce", ByteBuffer.class, int.class, int.class, int.class);
    private static final MethodHandle TRACKER_CREATE =
            method("TrackerCreate", String.class, int.class, int.class, int.class, long.class, long[].class);
    private static final MethodHandle TRACKER_RUN = method("TrackerRun", long.class);
    private static final MethodHandle TRACKER_WAIT = method("TrackerWaitFor", long.class, long.class);
    private static final MethodHandle TRACKER_ARGUMENTS =
            method("TrackerWorkerArgs", long.class, long.class, String[].class);
    private static final MethodHandle TRACKER_FREE = method("TrackerFree", long.class);
    private static final MethodHandle LAST_ERROR = find("XGBGetLastError", MethodType.methodType(String.class));

    private NativeRabit() {}

    /** @param json the arguments */
    static void init(String json) {
        check("join the other workers", invoke(INIT, json));
    }

    /** Leaves the others; whether that went well. */
    static boolean leave() {
        return invoke(FINALIZE) == 0;
    }

    static int rank() {
        int[] rank = new int[1];
        check("tell its rank", invoke(RANK, rank));
        return rank[0];
    }

    static int size() {
        int[] size = new int[1];
        check("tell how many workers there are", invoke(SIZE, size));
        return size[0];
    }

    /**
     * Reduces elements over all workers, in place.
     *
     * @param elements direct, in the machine's byte order
     */
    static void allreduce(ByteBuffer elements, int count, int type, int operation) {
        check("add up values with the other workers", invoke(ALLREDUCE, elements, count, type, operation));
    }

    /** @return the handle of a tracker that sorts workers by their task identifiers */
    static long createTracker(String host, int workers, long timeoutSeconds) {
        long[] handle = new long[1];
        check("open the meeting point of the workers at " + host,
                invoke(TRACKER_CREATE, host, workers, 0, 1, timeoutSeconds, handle));
        return handle[0];
    }

    static void runTracker(long handle) {
        check("start the meeting point of the workers", invoke(TRACKER_RUN, handle));
    }

    /** Waits until all workers have left; whether that went well. */
    static boolean awaitTracker(long handle, long timeoutSeconds) {
        return invoke(TRACKER_WAIT, handle, timeoutSeconds) == 0;
    }

    /** @return JSON with the address of a tracker */
    static String trackerArguments(long handle, long timeoutSeconds) {
        String[] arguments = new String[1];
        check("tell the address of the meeting point", invoke(TRACKER_ARGUMENTS, handle, timeoutSeconds, arguments));
        return arguments[0];
    }

    static void freeTracker(long handle) {
        check("close the meeting point of the workers", invoke(TRACKER_FREE, handle));
    }

    private static void check(String what, int code) {
        if (code != 0) {
            String error;
            try {
                error = (String) LAST_ERROR.invoke();
            } catch (Throwable e) {
                throw unexpected(e);
            }
            throw new CollectiveException("could not " + what + ": " + firstLine(error));
        }
    }

    /** The lines below it are addresses of native functions. */
    private static String firstLine(String error) {
        return error == null ? "no reason known" : error.lines()
                .map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("Stack trace")).findFirst().orElse("");
    }

    private static int invoke(MethodHandle method, Object... arguments) {
        try {
            return (int) method.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IllegalStateException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("xgboost4j has not the functions that version 3.4.0 has: " + e, e);
    }

    private static MethodHandle method(String name, Class<?>... arguments) {
        return find(name, MethodType.methodType(int.class, arguments));
    }

    private static MethodHandle find(String name, MethodType type) {
        try {
            return LOOKUP.findStatic(LOOKUP.lookupClass(), name, type);
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }

    private static MethodHandles.Lookup lookup() {
        try {
            return MethodHandles.privateLookupIn(Class.forName(CLASS), MethodHandles.lookup());
        } catch (ReflectiveOperationException e) {
            throw unexpected(e);
        }
    }
}
