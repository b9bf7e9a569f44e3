package org.s2r2.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.s2r2.data.fetch.FetchProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bar for each archive; where standard error is no terminal, a log line every tenth of a large one instead. */
final class FetchBar implements FetchProgress, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FetchBar.class);
    private static final long MEGABYTE = 1_000_000;
    private static final int LINES = 10;

    private final boolean terminal = System.console() != null;
    private ProgressBar bar;
    private String shown = "";
    private long lines;

    @Override
    public void at(String what, long done, long total) {
        if (!what.equals(shown)) {
            close();
            shown = what;
            lines = 0;
            if (terminal) {
                bar = new ProgressBarBuilder()
                        .setTaskName(what)
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                        .setUnit(" MB", MEGABYTE)
                        .setInitialMax(total)
                        .build();
            }
        }
        if (terminal) {
            bar.stepTo(done);
        } else if (total > LINES * MEGABYTE && done * LINES / total > lines) {
            lines = done * LINES / total;
            LOG.info("{}: {} of {} MB", what, done / MEGABYTE, total / MEGABYTE);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
