package org.tributary.models.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON of requests and answers, as clients send and read it. */
class WireTest {
  private static final String ALL =
      "'temperature':0.5,'top_p':0.9,'top_k':40,'min_p':0.05,'presence_penalty':0.1,"
          + "'frequency_penalty':-0.2,'repetition_penalty':1.1,'logit_bias':{'7':-3.5},"
          + "'stop':['a','b'],'seed':9,'n':2";

  @Test
  void samplingFields_stayBesideTheOthers() throws JsonProcessingException {
    String body = "{'model':'m','messages':[{'role':'user','content':'hi'}]," + ALL + "}";
    ChatRequest request = Json.read(body, ChatRequest.class);

    assertEquals(40, request.sampling().topK());
    assertEquals(Map.of(7, -3.5), request.sampling().biases());
    assertEquals(List.of("a", "b"), request.sampling().stops());
    assertEquals(2, request.sampling().answers());
    assertEquals(body, Json.write(request));
    assertEquals(
        "{'model':'m','prompt':'a'," + ALL + "}",
        Json.write(Json.read("{'model':'m','prompt':'a'," + ALL + "}", CompletionRequest.class)));
  }

  @Test
  void forWorker_passesOnWhatChangesTheAnswer_andNoClientsName() throws JsonProcessingException {
    ChatRequest request =
        Json.read(
            "{'model':'m','messages':[],'max_tokens':9,'max_completion_tokens':8,'logprobs':true,"
                + "'top_logprobs':3,'user':'alice@example.org','response_format':{'type':'text'},"
                + "'tributary':{'return_ids':true},"
                + ALL
                + "}",
            ChatRequest.class);

    assertEquals(
        "{'model':'m','messages':[],'stream':true,'stream_options':{'include_usage':true},"
            + "'max_tokens':5,'logprobs':true,'top_logprobs':3,'user':'p1',"
            + ALL
            + "}",
        Json.write(request.forWorker(5, "p1")));
    assertTrue(!Json.write(request.forWorker(5, null)).contains("user"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature | 'temperature':'hot'",
        "seed | 'seed':[]",
        "logit_bias | 'logit_bias':[1]",
        "logit_bias | 'logit_bias':{'1':'x'}",
        "n | 'n':{}",
        "logprobs | 'logprobs':'some'",
        "tributary | 'tributary':7",
        "tributary | 'tributary':{'resume_ids':7}",
      })
  void wrongType_isSaidOfItsField(String field, String fields) {
    JsonMappingException e =
        assertThrows(
            JsonMappingException.class, () -> Json.read("{" + fields + "}", ChatRequest.class));
    assertEquals(field, e.getPath().getFirst().getFieldName());
  }

  @Test
  void chunk_carriesLogprobsAndIds() throws JsonProcessingException {
    ChatLogprobs.Content content =
        new ChatLogprobs.Content(
            "é", -0.5f, List.of(195, 169), List.of(ChatLogprobs.Alternative.of("é", -0.5f)));
    ChatChunk chunk =
        ChatChunk.of(
            "i",
            1,
            "m",
            new ChatChunk.Choice(
                1, new ChatChunk.Delta(null, "é"), new ChatLogprobs(List.of(content)), null),
            new AnswerExtension(3, 4, List.of(5, 6), List.of(7)));

    String json =
        "{'id':'i','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':1,"
            + "'delta':{'content':'é'},'logprobs':{'content':[{'token':'é','logprob':-0.5,"
            + "'bytes':[195,169],'top_logprobs':[{'token':'é','logprob':-0.5,"
            + "'bytes':[195,169]}]}]},'finish_reason':null}],'tributary':{'prompt_tokens':3,"
            + "'completion_tokens':4,'prompt_ids':[5,6],'completion_ids':[7]}}";
    assertEquals(json, Json.write(chunk));
    assertEquals(chunk, Json.read(json, ChatChunk.class));
  }

  @Test
  void plainChunk_saysNothingOfLogprobsOrIds() throws JsonProcessingException {
    assertEquals(
        "{'id':'i','object':'chat.completion.chunk','created':1,'model':'m','choices':[{'index':0,"
            + "'delta':{'content':'a'},'finish_reason':'stop'}],"
            + "'tributary':{'prompt_tokens':1,'completion_tokens':2}}",
        Json.write(
            ChatChunk.of(
                "i",
                1,
                "m",
                new ChatChunk.Delta(null, "a"),
                "stop",
                AnswerExtension.counting(1, 2))));
  }

  @Test
  void wholeAnswer_hasItsChoices() throws JsonProcessingException {
    ChatCompletion whole =
        ChatCompletion.of(
            "i",
            1,
            "m",
            List.of(
                ChatCompletion.Choice.of(0, "a", null, "stop"),
                ChatCompletion.Choice.of(1, "b", new ChatLogprobs(List.of()), "length")),
            ChatUsage.of(1, 2),
            null);
    assertEquals(
        "{'id':'i','object':'chat.completion','created':1,'model':'m','choices':["
            + "{'index':0,'message':{'role':'assistant','content':'a'},'finish_reason':'stop'},"
            + "{'index':1,'message':{'role':'assistant','content':'b'},"
            + "'logprobs':{'content':[]},'finish_reason':'length'}],"
            + "'usage':{'prompt_tokens':1,'completion_tokens':2,'total_tokens':3}}",
        Json.write(whole));
  }

  @Test
  void completion_hasTheOlderShapes() throws JsonProcessingException {
    CompletionLogprobs logprobs =
        new CompletionLogprobs(
            List.of("a"), List.of(-1.5f), List.of(Map.of("a", -1.5f)), List.of(0));
    Completion completion =
        Completion.of(
            "i",
            1,
            "m",
            List.of(new Completion.Choice(0, "a", logprobs, null)),
            null,
            AnswerExtension.counting(1, 1));
    assertEquals(
        "{'id':'i','object':'text_completion','created':1,'model':'m','choices':[{'index':0,"
            + "'text':'a','logprobs':{'tokens':['a'],'token_logprobs':[-1.5],"
            + "'top_logprobs':[{'a':-1.5}],'text_offset':[0]},'finish_reason':null}],"
            + "'tributary':{'prompt_tokens':1,'completion_tokens':1}}",
        Json.write(completion));
  }
}
