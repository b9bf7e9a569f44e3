package org.s2r2.search.explore;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.s2r2.data.image.RgbImage;
import org.s2r2.file.AbsolutePath;
import org.s2r2.search.PictureIndex;
import org.s2r2.settings.InvalidInputException;

/** The page of an index, served to browsers until it is closed. */
public final class Explorer implements AutoCloseable {

    private final ExploreServer server;

    private Explorer(ExploreServer server) {
        this.server = server;
    }

    /**
     * Serves the page of an index. The map is read from the index's folder, or computed meanwhile and kept there.
     *
     * @param index the pictures; the caller closes it afterwards
     * @param encoder embeds a picture that is searched for, as those of the index were embedded; several threads call it
     * @param beside the index of the same pictures by another encoder or checkpoint, whose map is shown too
     * @param bind the address of this machine to listen on: 127.0.0.1, unless others are to see the pictures
     * @param port the port, or 0 for one that is free
     * @throws InvalidInputException if it cannot listen there, or the two indices share no picture
     */
    public static Explorer serve(PictureIndex index, Function<RgbImage, float[]> encoder, Optional<PictureIndex> beside,
            String bind, int port) throws IOException {
        return serve(index, Optional.of(encoder), "", beside, bind, port);
    }

    /**
     * The same without search by pictures that are sent, for an index whose encoder is there no more.
     *
     * @param reason what the page says to whoever sends a picture
     */
    public static Explorer serveWithoutEncoder(PictureIndex index, String reason, Optional<PictureIndex> beside, String bind,
            int port) throws IOException {
        return serve(index, Optional.empty(), reason, beside, bind, port);
    }

    private static Explorer serve(PictureIndex index, Optional<Function<RgbImage, float[]>> encoder, String noEncoder,
            Optional<PictureIndex> beside, String bind, int port) throws IOException {
        Optional<Explored.Beside> other =
                beside.map(second -> Explored.Beside.of(name(second.folder()), second, index));
        if (other.isPresent() && other.get().shared() == 0) {
            throw new InvalidInputException("--beside " + other.get().index().folder() + ": found no picture with a name that "
                    + index.folder() + " has too, expected an index of the same pictures");
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new InvalidInputException("--bind: found " + bind + ", expected an address of this machine", e);
        }
        Explored explored = new Explored(name(index.folder()), index, new IndexLists(index), encoder, noEncoder, other);
        return new Explorer(ExploreServer.start(explored, address, port));
    }

    /** The address to open in a browser. It has a token; whoever knows it sees the pictures. */
    public String address() {
        return server.address();
    }

    /** Addresses without the token under which other machines reach the page; none where it listens to this machine alone. */
    public List<String> elsewhere() {
        return server.elsewhere();
    }

    @Override
    public void close() {
        server.close();
    }

    /** The last part of a path; of an index within the folder of a run, the run's. */
    private static String name(Path folder) {
        Path last = AbsolutePath.of(folder);
        Path above = last.getParent();
        Path named = last.endsWith("index") && above != null && above.getFileName() != null ? above : last;
        return String.valueOf(named.getFileName());
    }
}
