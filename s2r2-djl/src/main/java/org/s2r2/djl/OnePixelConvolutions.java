package org.s2r2.djl;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the code of a scripted module call functions of ours where it calls libtorch's convolutions. Those with a kernel of
 * one pixel are products of matrices there, for the reason that {@link LayerCompiler} has; all others are libtorch's.
 */
final class OnePixelConvolutions {

    /** A call of a convolution, with its arguments up to the end of the line. */
    private static final Pattern CALL = Pattern.compile("(?<![\\w.])torch\\.(conv2d|_convolution)\\((.*)");

    private static final String NAMESPACE = "__torch__.s2r2_convolutions";

    private static final String FUNCTIONS = """
            def one_pixel(input: Tensor,
                weight: Tensor,
                bias: Optional[Tensor],
                stride: List[int]) -> Tensor:
              rows = torch.slice(input, 2, 0, 9223372036854775807, stride[0])
              kept = torch.slice(rows, 3, 0, 9223372036854775807, stride[1])
              images = torch.size(kept, 0)
              height = torch.size(kept, 2)
              width = torch.size(kept, 3)
              pixels = torch.reshape(kept, [images, torch.size(kept, 1), torch.mul(height, width)])
              matrix = torch.reshape(weight, [torch.size(weight, 0), torch.size(weight, 1)])
              products = torch.matmul(matrix, pixels)
              output = torch.reshape(products, [images, torch.size(weight, 0), height, width])
              if torch.__isnot__(bias, None):
                shift = unchecked_cast(Tensor, bias)
                sum = torch.add(output, torch.reshape(shift, [1, -1, 1, 1]))
              else:
                sum = output
              return sum
            def is_one_pixel(input: Tensor,
                weight: Tensor,
                groups: int) -> bool:
              if torch.eq(torch.dim(input), 4):
                pixel = torch.eq(torch.mul(torch.size(weight, 2), torch.size(weight, 3)), 1)
              else:
                pixel = False
              if torch.eq(groups, 1):
                found = pixel
              else:
                found = False
              return found
            def conv2d(input: Tensor,
                weight: Tensor,
                bias: Optional[Tensor]=None,
                stride: List[int]=[1, 1],
                padding: List[int]=[0, 0],
                dilation: List[int]=[1, 1],
                groups: int=1) -> Tensor:
              if torch.eq(padding, [0, 0]):
                pixel = __torch__.s2r2_convolutions.is_one_pixel(input, weight, groups, )
              else:
                pixel = False
              if pixel:
                output = __torch__.s2r2_convolutions.one_pixel(input, weight, bias, stride, )
              else:
                output = torch.conv2d(input, weight, bias, stride, padding, dilation, groups)
              return output
            def conv2d_padded(input: Tensor,
                weight: Tensor,
                bias: Optional[Tensor]=None,
                stride: List[int]=[1, 1],
                padding: str="valid",
                dilation: List[int]=[1, 1],
                groups: int=1) -> Tensor:
              if __torch__.s2r2_convolutions.is_one_pixel(input, weight, groups, ):
                output = __torch__.s2r2_convolutions.one_pixel(input, weight, bias, stride, )
              else:
                output = torch.conv2d(input, weight, bias, stride, padding, dilation, groups)
              return output
            def _convolution(input: Tensor,
                weight: Tensor,
                bias: Optional[Tensor],
                stride: List[int],
                padding: List[int],
                dilation: List[int],
                transposed: bool,
                output_padding: List[int],
                groups: int,
                benchmark: bool,
                deterministic: bool,
                cudnn_enabled: bool,
                allow_tf32: bool) -> Tensor:
              if transposed:
                plain = False
              else:
                plain = torch.eq(torch.dim(input), 4)
              if plain:
                output = __torch__.s2r2_convolutions.conv2d(input, weight, bias, stride, padding, dilation, groups, )
              else:
                output = torch._convolution(input, weight, bias, stride, padding, dilation, transposed, output_padding, \
            groups, benchmark, deterministic, cudnn_enabled, allow_tf32)
              return output
            """;

    private OnePixelConvolutions() {}

    /**
     * Replaces the calls.
     *
     * @param entries the files of an archive by their names
     * @param code the folder of its code, with a slash
     */
    static void replaceIn(Map<String, byte[]> entries, String code) {
        entries.replaceAll((name, content) -> name.startsWith(code) && name.endsWith(".py")
                ? replaced(new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : content);
        entries.put(code + NAMESPACE.replace('.', '/') + ".py", FUNCTIONS.getBytes(StandardCharsets.UTF_8));
    }

    private static String replaced(String source) {
        Matcher call = CALL.matcher(source);
        StringBuilder changed = new StringBuilder();
        while (call.find()) {
            // A word says how to pad: "same" or "valid".
            boolean padded = call.group(1).equals("conv2d") && call.group(2).contains("\"");
            call.appendReplacement(changed, Matcher.quoteReplacement(
                    NAMESPACE + "." + call.group(1) + (padded ? "_padded" : "") + "(" + call.group(2)));
        }
        return call.appendTail(changed).toString();
    }
}
