package org.tributary.models.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestRulesTest {
  private static final String USER = "'messages':[{'role':'user','content':'hi'}]";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'temperature':0",
        "'temperature':2",
        "'top_p':0",
        "'top_p':1",
        "'max_tokens':1",
        "'max_completion_tokens':7",
        "'stop':'x'",
        "'stop':['a','b','c','d']",
        "'stop':null",
        "'n':1",
        "'n':8",
        "'top_k':-1,'min_p':0",
        "'top_k':50,'min_p':1,'repetition_penalty':2",
        "'presence_penalty':-2,'frequency_penalty':2,'repetition_penalty':0.01",
        "'logit_bias':{'0':-100,'50256':100.0}",
        "'logit_bias':{},'logprobs':false,'top_logprobs':0",
        "'logprobs':true,'top_logprobs':20",
        "'max_tokens':0,'max_completion_tokens':7",
        "'tributary':{'resume_ids':[0,7],'return_ids':true,'other':1}",
        "'tributary':{'resume_ids':[]},'n':2",
        "'tributary':null",
        "'tools':null,'tool_choice':'auto','functions':[],'function_call':'none'",
        "'response_format':{'type':'text'},'modalities':['text'],'audio':null",
        "'response_format':null,'modalities':[]",
        "'seed':-9223372036854775808",
        "'stream':true,'stream_options':{'include_usage':true,'other':1}",
        "'tools':[],'user':'u','unknown':{'x':1}",
      })
  void check_accepts(String fields) throws JsonProcessingException {
    assertNull(ChatRequestRules.check(request("'model':'m'," + USER + comma(fields))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature | 'temperature':-0.1",
        "temperature | 'temperature':2.1",
        "temperature | 'temperature':'NaN'",
        "top_p | 'top_p':1.01",
        "top_p | 'top_p':-1",
        "max_tokens | 'max_tokens':0",
        "max_completion_tokens | 'max_completion_tokens':-3",
        "n | 'n':9",
        "top_k | 'top_k':-2",
        "min_p | 'min_p':1.1",
        "min_p | 'min_p':-0.1",
        "presence_penalty | 'presence_penalty':2.1",
        "frequency_penalty | 'frequency_penalty':-2.1",
        "repetition_penalty | 'repetition_penalty':0",
        "repetition_penalty | 'repetition_penalty':2.01",
        "logit_bias | 'logit_bias':{'1':101}",
        "logit_bias | 'logit_bias':{'1':null}",
        "logit_bias | 'logit_bias':{'-1':1}",
        "logit_bias | 'logit_bias':{'+1':1}",
        "logit_bias | 'logit_bias':{'the':1}",
        "logit_bias | 'logit_bias':{'99999999999':1}",
        "top_logprobs | 'logprobs':true,'top_logprobs':21",
        "top_logprobs | 'logprobs':true,'top_logprobs':-1",
        "top_logprobs | 'top_logprobs':1",
        "top_logprobs | 'logprobs':false,'top_logprobs':1",
        "tributary.resume_ids | 'tributary':{'resume_ids':[-1]}",
        "tributary.resume_ids | 'tributary':{'resume_ids':[null]}",
        "tributary.resume_ids | 'tributary':{'resume_ids':[1]},'n':2",
        "tributary.return_ids | 'tributary':{'return_ids':true},'n':2",
        "tools | 'tools':[{'type':'function'}]",
        "tool_choice | 'tool_choice':'required'",
        "tool_choice | 'tool_choice':{'type':'function'}",
        "functions | 'functions':[{'name':'f'}]",
        "function_call | 'function_call':{'name':'f'}",
        "response_format | 'response_format':{'type':'json_object'}",
        "response_format | 'response_format':'text'",
        "modalities | 'modalities':['text','audio']",
        "audio | 'audio':{'voice':'v'}",
        "n | 'n':0",
        "stop | 'stop':''",
        "stop | 'stop':7",
        "stop | 'stop':{'a':1}",
        "stop | 'stop':['a',1]",
        "stop | 'stop':['a',null]",
        "stop | 'stop':['a','b','c','d','e']",
      })
  void check_namesTheField(String param, String fields) throws JsonProcessingException {
    assertViolates(param, "'model':'m'," + USER + comma(fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "model | " + USER,
        "model | 'model':' ', " + USER,
        "messages | 'model':'m'",
        "messages | 'model':'m','messages':[]",
        "messages[0].role | 'model':'m','messages':[null]",
        "messages[0].role | 'model':'m','messages':[{'content':'x'}]",
        "messages[1].role | 'model':'m','messages':[{'role':'user','content':'x'},{'role':'<end>','content':'x'}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user'}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user','content':null}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user','content':5}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user','content':[{'type':'image_url'}]}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user','content':[{'type':'text','text':1}]}]",
        "messages[0].content | 'model':'m','messages':[{'role':'user','content':['text']}]",
      })
  void check_namesTheMessage(String param, String body) throws JsonProcessingException {
    assertViolates(param, body);
  }

  @Test
  void check_refusesTooManyMessages() {
    List<ChatMessage> many = java.util.Collections.nCopies(1_001, new ChatMessage("user", "hi"));
    ChatRequest request = ChatRequest.of("m", many, null);
    Violation violation = ChatRequestRules.check(request);
    assertNotNull(violation);
    assertEquals("messages", violation.param());
  }

  @Test
  void text_joinsPartsAndReadsBothSpellingsOfTheCeiling() throws JsonProcessingException {
    ChatRequest request =
        request(
            "'model':'m','max_tokens':3,'messages':[{'role':'user','content':"
                + "[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]");
    List<ChatMessage> messages = request.messages();
    assertNotNull(messages);
    assertEquals("ab", messages.get(0).text());
    assertEquals(3, request.maxAnswer());
    ChatRequest onwards = request.forWorker(2, "payer");
    assertEquals(2, onwards.maxAnswer());
    assertTrue(onwards.streams() && onwards.wantsUsage());
  }

  @Test
  void check_refusesTooManyBiases() throws JsonProcessingException {
    String biases =
        IntStream.range(0, 301).mapToObj(id -> "'" + id + "':1").collect(Collectors.joining(","));
    assertViolates("logit_bias", "'model':'m'," + USER + ",'logit_bias':{" + biases + "}");
  }

  private static void assertViolates(String param, String body) throws JsonProcessingException {
    Violation violation = ChatRequestRules.check(request(body));
    assertNotNull(violation, body);
    assertEquals(param, violation.param());
    assertTrue(violation.message().contains(param), violation.message());
  }

  private static String comma(String fields) {
    return fields.isEmpty() ? "" : "," + fields;
  }

  private static ChatRequest request(String fields) throws JsonProcessingException {
    return Json.read("{" + fields + "}", ChatRequest.class);
  }
}
