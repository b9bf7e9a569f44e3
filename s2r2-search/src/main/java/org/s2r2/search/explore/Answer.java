package org.s2r2.search.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;

/**
 * What a request gets.
 *
 * @param status the status code
 * @param type the content's type
 * @param content the body
 * @param kept whether the browser may keep it: the address of such an answer has the server's stamp in it
 */
record Answer(int status, String type, byte[] content, boolean kept) {

    private static final String JSON = "application/json";

    static Answer json(JsonNode content) {
        return new Answer(200, JSON, content.toString().getBytes(StandardCharsets.UTF_8), false);
    }

    static Answer error(int status, String sentence) {
        byte[] content = JsonNodeFactory.instance.objectNode().put("error", sentence).toString()
                .getBytes(StandardCharsets.UTF_8);
        return new Answer(status, JSON, content, false);
    }

    static Answer bytes(byte[] content) {
        return new Answer(200, "application/octet-stream", content, false);
    }

    /** @param kept whether the browser may keep it */
    static Answer picture(EncodedPicture picture, boolean kept) {
        return new Answer(200, picture.type(), picture.content(), kept);
    }
}
