package org.s2r2.data.fetch;

/** Who follows a download or the unpacking of an archive. */
public interface FetchProgress {

    /**
     * @param what the archive, and what is done with it
     * @param done bytes so far
     * @param total bytes in all; -1 where that is not known
     */
    void at(String what, long done, long total);
}
