package org.s2r2.data.fetch;

import java.io.IOException;

/** An archive that is not what it should be, so that it has to be fetched anew; the message names it. */
final class DamagedArchiveException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedArchiveException(String message) {
        super(message);
    }

    DamagedArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
