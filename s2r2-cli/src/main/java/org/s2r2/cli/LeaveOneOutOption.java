package org.s2r2.cli;

import picocli.CommandLine.Option;

final class LeaveOneOutOption {

    @Option(
            names = "--leave-one-out",
            description = "The test images are the training images, in the same order: each is left out of its own neighbours."
                    + " Where that is seen, it is done in any case.")
    private boolean leaveOneOut;

    boolean given() {
        return leaveOneOut;
    }
}
