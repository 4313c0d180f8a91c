package org.tributary.models.png;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a drawn image says of itself, in an XMP packet: that a model made it (IPTC's digital source
 * type), which one, and by which receipt; never the prompt, unless that is asked for.
 *
 * @param model its name
 * @param modelAsset its number in the registry
 * @param receipt the id of the call's receipt
 * @param promptCommitment the receipt's commitment to the request, 0x and 64 hex digits
 * @param prompt null unless its writer wants it shown
 */
public record ImageMark(
    String model,
    long modelAsset,
    String receipt,
    String promptCommitment,
    long seed,
    int steps,
    @Nullable String prompt) {
  /** Of the IPTC's vocabulary: made by a model, from what it was trained on. */
  public static final String DIGITAL_SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  private static final String IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
  private static final String OURS = "urn:tributary:image:1";
  private static final String SOURCE_TYPE = "DigitalSourceType";

  /** Keyword, not compressed, no language, no translation: as Adobe's specification wants it. */
  private static final byte[] PREFIX =
      "XML:com.adobe.xmp\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private static final String TYPE = "iTXt";
  private static final int MAX_PACKET_BYTES = 64 * 1024;
  private static final Pattern COMMITMENT = Pattern.compile("0x[0-9a-f]{64}");

  public ImageMark {
    if (!COMMITMENT.matcher(promptCommitment).matches()) {
      throw new IllegalArgumentException("a commitment is 0x and 64 lower-case hex digits");
    }
    if (modelAsset < 1 || steps < 0) {
      throw new IllegalArgumentException("assets are counted from 1, steps from 0");
    }
  }

  /**
   * The same image with this mark; one that it has already stays beside it.
   *
   * @throws BadPngException for what is no whole PNG
   */
  public byte[] on(byte[] png) throws BadPngException {
    byte[] packet = packet().getBytes(StandardCharsets.UTF_8);
    byte[] data = Arrays.copyOf(PREFIX, PREFIX.length + packet.length);
    System.arraycopy(packet, 0, data, PREFIX.length, packet.length);
    return PngChunks.of(png).with(new PngChunks.Chunk(TYPE, data)).bytes();
  }

  /**
   * The mark of {@code png}; empty if it has none of ours.
   *
   * @throws BadPngException for what is no whole PNG, or has a damaged mark
   */
  public static Optional<ImageMark> of(byte[] png) throws BadPngException {
    for (PngChunks.Chunk chunk : PngChunks.of(png).all()) {
      byte[] data = chunk.data();
      if (chunk.type().equals(TYPE)
          && data.length > PREFIX.length
          && data.length <= MAX_PACKET_BYTES
          && Arrays.equals(data, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
        Map<String, String> fields = fields(Arrays.copyOfRange(data, PREFIX.length, data.length));
        if (fields.containsKey("receipt")) {
          return Optional.of(read(fields));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The same image with nothing in its file but its pixels.
   *
   * @throws BadPngException for what is no whole PNG
   */
  public static byte[] bare(byte[] png) throws BadPngException {
    return PngChunks.of(png).bare().bytes();
  }

  /**
   * What a PNG says of its size, as {@code WIDTHxHEIGHT}.
   *
   * @throws BadPngException for what is no whole PNG
   */
  public static String sizeOf(byte[] png) throws BadPngException {
    byte[] header = PngChunks.of(png).all().getFirst().data();
    if (header.length < 2 * Integer.BYTES) {
      throw new BadPngException("its header is too short");
    }
    ByteBuffer size = ByteBuffer.wrap(header);
    return size.getInt() + "x" + size.getInt();
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("model", model);
    fields.put("modelAsset", Long.toString(modelAsset));
    fields.put("receipt", receipt);
    fields.put("promptCommitment", promptCommitment);
    fields.put("seed", Long.toString(seed));
    fields.put("steps", Integer.toString(steps));
    if (prompt != null) {
      fields.put("prompt", prompt);
    }
    return fields;
  }

  private static ImageMark read(Map<String, String> fields) throws BadPngException {
    if (!DIGITAL_SOURCE_TYPE.equals(fields.get(SOURCE_TYPE))) {
      throw new BadPngException("its mark does not say that a model made it");
    }
    try {
      return new ImageMark(
          required(fields, "model"),
          Long.parseLong(required(fields, "modelAsset")),
          required(fields, "receipt"),
          required(fields, "promptCommitment"),
          Long.parseLong(required(fields, "seed")),
          Integer.parseInt(required(fields, "steps")),
          fields.get("prompt"));
    } catch (IllegalArgumentException e) {
      throw new BadPngException("its mark is damaged: " + e.getMessage());
    }
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }

  private String packet() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      xml.writeProcessingInstruction("xpacket", "begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"");
      xml.writeStartElement("x", "xmpmeta", "adobe:ns:meta/");
      xml.writeNamespace("x", "adobe:ns:meta/");
      xml.writeStartElement("rdf", "RDF", RDF);
      xml.writeNamespace("rdf", RDF);
      xml.writeStartElement("rdf", "Description", RDF);
      xml.writeAttribute("rdf", RDF, "about", "");
      xml.writeNamespace("Iptc4xmpExt", IPTC);
      xml.writeNamespace("tributary", OURS);
      element(xml, "Iptc4xmpExt", IPTC, SOURCE_TYPE, DIGITAL_SOURCE_TYPE);
      for (Map.Entry<String, String> field : fields().entrySet()) {
        element(xml, "tributary", OURS, field.getKey(), field.getValue());
      }
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeEndElement();
      xml.writeProcessingInstruction("xpacket", "end=\"r\"");
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static void element(
      XMLStreamWriter xml, String prefix, String space, String name, String value)
      throws XMLStreamException {
    xml.writeStartElement(prefix, name, space);
    xml.writeCharacters(printable(value));
    xml.writeEndElement();
  }

  /** XML has no way to say most control characters, nor half a surrogate pair. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c == '\r' ? '\n' : c)
        .map(c -> isXml(c) ? c : 0xFFFD)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c >= 0x20 && c < 0xD800
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }

  private static boolean isRead(XMLStreamReader xml) {
    String space = xml.getNamespaceURI();
    return OURS.equals(space) || IPTC.equals(space) && SOURCE_TYPE.equals(xml.getLocalName());
  }

  /** The texts of our own elements, and the source type, by name. */
  private static Map<String, String> fields(byte[] packet) throws BadPngException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      XMLStreamReader xml =
          factory.createXMLStreamReader(new ByteArrayInputStream(packet), "UTF-8");
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT && isRead(xml)) {
          String name = xml.getLocalName();
          fields.put(name, xml.getElementText());
        }
      }
      xml.close();
    } catch (XMLStreamException | RuntimeException e) {
      throw new BadPngException("its mark is no XML");
    }
    return fields;
  }
}
