package org.s2r2.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.s2r2.bench.BenchedWorker.Made;
import org.s2r2.bench.BenchedWorker.Order;

/** Workers in processes of their own on this machine, which make steps together when they are told to. */
final class BenchedGroup implements AutoCloseable {

    private static final int END_SECONDS = 20;

    private final List<Process> processes = new ArrayList<>();
    private final List<BufferedReader> answers = new ArrayList<>();

    /** Starts a process for each order, with the options of this one. */
    static BenchedGroup start(List<Order> orders) throws IOException {
        BenchedGroup group = new BenchedGroup();
        try {
            for (Order order : orders) {
                group.start(order);
            }
            return group;
        } catch (IOException e) {
            group.close();
            throw e;
        }
    }

    private void start(Order order) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("-Dai.djl"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchedWorker.class.getName()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        answers.add(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        say(process, BenchedWorker.JSON.writeValueAsString(order));
    }

    private static void say(Process process, String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /**
     * Has all make so many steps together.
     *
     * @return what each says of them
     * @throws IllegalStateException if one ended instead; it said why on the standard error
     */
    List<Made> make(int steps) throws IOException {
        List<Made> made = new ArrayList<>();
        for (Process process : processes) {
            say(process, Integer.toString(steps));
        }
        for (int rank = 0; rank < processes.size(); rank++) {
            String line = answers.get(rank).readLine();
            while (line != null && !line.startsWith(BenchedWorker.ANSWER)) {
                line = answers.get(rank).readLine();
            }
            if (line == null) {
                throw new IllegalStateException("worker " + rank + " of " + processes.size() + " ended before its steps were made");
            }
            made.add(Made.parse(line));
        }
        return made;
    }

    @Override
    public void close() {
        try {
            for (Process process : processes) {
                process.getOutputStream().close();
            }
            for (Process process : processes) {
                process.waitFor(END_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            // One that has ended already takes no more orders.
            processes.forEach(Process::destroy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }
}
