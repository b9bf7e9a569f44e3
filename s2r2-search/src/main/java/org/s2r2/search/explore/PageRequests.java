package org.s2r2.search.explore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.s2r2.data.image.RgbImage;
import org.s2r2.search.Duplicates;
import org.s2r2.search.Match;
import org.s2r2.search.PictureIndex;

/** Answers the requests that were let in. Pictures are named by their numbers alone: no request has a path of a file. */
final class PageRequests implements AutoCloseable {

    private static final int MOST_MATCHES = 500;
    private static final int MOST_NAMES = 1000;
    private static final int MOST_CHOSEN = 5000;
    private static final double THRESHOLD = Double.parseDouble(Float.toString(Duplicates.THRESHOLD));
    private static final double NANOS_PER_MS = 1e6;

    private final Explored explored;
    private final PictureIndex index;
    private final String stamp;
    private final PageFiles files = new PageFiles();
    private final Thumbnails thumbnails;
    private final PictureMap map;
    private final Optional<PictureMap> besideMap;
    private final ConcurrentMap<String, Answer> lists = new ConcurrentHashMap<>();

    /** @param stamp stands in the addresses of pictures, so that a browser keeps none for another index */
    PageRequests(Explored explored, String stamp) {
        this.explored = explored;
        this.index = explored.index();
        this.stamp = stamp;
        this.thumbnails = new Thumbnails(index);
        this.map = PictureMap.begin(index, index.folder());
        this.besideMap = explored.beside().map(beside -> PictureMap.begin(beside.index(), beside.index().folder()));
    }

    @Override
    public void close() {
        map.close();
        besideMap.ifPresent(PictureMap::close);
    }

    Answer get(String path, Parameters parameters) throws RefusedException {
        Optional<Answer> file = files.at(path);
        if (file.isPresent()) {
            return file.get();
        }
        String[] parts = path.substring(1).split("/", -1);
        if (parts.length == 3 && parts[0].equals("picture")) {
            return picture(parts[1], parts[2]);
        }
        if (parts.length == 2 && parts[0].equals("atlas")) {
            return atlas(parts[1]);
        }
        return switch (path) {
            case "/about" -> about();
            case "/map" -> map(parameters);
            case "/names" -> names(parameters);
            case "/nearest" -> nearest(parameters);
            case "/duplicates" -> duplicates(parameters);
            case "/outliers" -> outliers(parameters);
            case "/selection" -> selection(parameters);
            default -> throw new RefusedException(404, "there is nothing under this address");
        };
    }

    /** The neighbours of a picture that is sent. */
    Answer search(HttpExchange exchange, Parameters parameters) throws IOException, RefusedException {
        int count = parameters.number("count", 60, 1, MOST_MATCHES);
        Function<RgbImage, float[]> encoder =
                explored.encoder().orElseThrow(() -> new RefusedException(409, explored.noEncoder()));
        RgbImage picture = Uploads.read(exchange);
        long start = System.nanoTime();
        float[] query = encoder.apply(picture);
        long embedded = System.nanoTime();
        List<Match> matches = index.nearest(query, count);
        ObjectNode answer = matches(matches);
        answer.put("width", picture.width()).put("height", picture.height());
        answer.put("embedMs", (embedded - start) / NANOS_PER_MS);
        answer.put("searchMs", (System.nanoTime() - embedded) / NANOS_PER_MS);
        return Answer.json(answer);
    }

    private Answer about() {
        ObjectNode about = JsonNodeFactory.instance.objectNode()
                .put("name", explored.name())
                .put("description", index.description())
                .put("pictures", index.size())
                .put("stamp", stamp)
                .put("picturesSha256", index.picturesSha256())
                .put("noEncoder", explored.noEncoder())
                .put("threshold", THRESHOLD)
                .put("mostBytes", Uploads.MOST_BYTES);
        index.classNames().forEach(about.putArray("classes")::add);
        explored.beside().ifPresent(beside -> about.putObject("beside")
                .put("name", beside.name()).put("shared", beside.shared()));
        return Answer.json(about);
    }

    private Answer picture(String picture, String side) throws RefusedException {
        int number = Parameters.number("picture", picture, 0, index.size() - 1);
        int pixels = Parameters.number("side", side, 1, 9999);
        if (!Thumbnails.SIDES.contains(pixels)) {
            throw new RefusedException(400, "side: expected one of " + Thumbnails.SIDES);
        }
        return Answer.picture(thumbnails.of(number, pixels), true);
    }

    private Answer atlas(String atlas) throws RefusedException {
        int number = Parameters.number("atlas", atlas, 0, (index.size() - 1) / Thumbnails.ATLAS);
        if (map.map().isEmpty()) {
            throw new RefusedException(409, "the map is not there yet");
        }
        int[] order = map.order();
        int from = number * Thumbnails.ATLAS;
        int[] pictures = Arrays.copyOfRange(order, from, Math.min(order.length, from + Thumbnails.ATLAS));
        Thumbnails.Atlas made = thumbnails.atlas("atlas/" + number, pictures);
        return Answer.picture(made.picture(), made.whole());
    }

    private Answer map(Parameters parameters) throws RefusedException {
        boolean first = parameters.number("of", 0, 0, besideMap.isPresent() ? 1 : 0) == 0;
        PictureMap asked = first ? map : besideMap.orElseThrow();
        if (asked.failure().isPresent()) {
            throw new RefusedException(500, asked.failure().get());
        }
        Optional<MapPoints> made = asked.map();
        // Both maps need the order of atlases, which the first decides.
        if (made.isEmpty() || map.map().isEmpty()) {
            return Answer.json(JsonNodeFactory.instance.objectNode().put("done", asked.done()));
        }
        int[] own = explored.beside().map(Explored.Beside::own).orElse(new int[0]);
        MapPoints points = first ? made.get() : made.get().turnedTo(map.map().orElseThrow(), own);
        return Answer.bytes(points.encoded(
                index.size(), i -> first ? i : own[i], i -> index.label(i).orElse(-1), map.order()));
    }

    private Answer names(Parameters parameters) throws RefusedException {
        String[] numbers = parameters.list("pictures").split("-", MOST_NAMES + 1);
        if (numbers.length > MOST_NAMES) {
            throw new RefusedException(400, "pictures: expected at most " + MOST_NAMES);
        }
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        for (String number : numbers) {
            names.add(described(Parameters.number("pictures", number, 0, index.size() - 1)));
        }
        return Answer.json(names);
    }

    private Answer nearest(Parameters parameters) throws RefusedException {
        int picture = parameters.number("picture", 0, 0, index.size() - 1);
        int count = parameters.number("count", 60, 1, MOST_MATCHES);
        long start = System.nanoTime();
        ObjectNode answer = matches(index.nearest(picture, count));
        answer.set("query", described(picture));
        return Answer.json(answer.put("searchMs", (System.nanoTime() - start) / NANOS_PER_MS));
    }

    private Answer duplicates(Parameters parameters) throws RefusedException {
        double threshold = parameters.decimal("threshold", THRESHOLD, 0.5, 1);
        return lists.computeIfAbsent("duplicates " + threshold, key -> {
            ArrayNode groups = JsonNodeFactory.instance.arrayNode();
            explored.lists().duplicates(threshold).forEach(group -> {
                ArrayNode pictures = groups.addArray();
                group.forEach(picture -> pictures.add(described(picture)));
            });
            return Answer.json(groups);
        });
    }

    private Answer outliers(Parameters parameters) throws RefusedException {
        int count = parameters.number("count", 120, 1, MOST_CHOSEN);
        return lists.computeIfAbsent("outliers " + count, key -> Answer.json(matches(explored.lists().outliers(count))));
    }

    private Answer selection(Parameters parameters) throws RefusedException {
        int count = parameters.number("count", 100, 1, MOST_CHOSEN);
        return lists.computeIfAbsent("selection " + count, key -> {
            ArrayNode chosen = JsonNodeFactory.instance.arrayNode();
            explored.lists().diverse(Math.min(count, index.size())).forEach(picture -> chosen.add(described(picture)));
            return Answer.json(chosen);
        });
    }

    private ObjectNode matches(List<Match> matches) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("matches");
        matches.forEach(match -> list.add(described(match.picture()).put("similarity", match.similarity())));
        return answer;
    }

    private ObjectNode described(int picture) {
        return JsonNodeFactory.instance.objectNode()
                .put("picture", picture)
                .put("name", index.name(picture))
                .put("label", index.label(picture).orElse(-1));
    }
}
