package org.tributary.models.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionRequestRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'prompt':'once'",
        "'prompt':['once']",
        "'prompt':[0,7,50256]",
        "'prompt':[7]",
        "'prompt':'a','suffix':null,'echo':false,'best_of':1,'logprobs':0",
        "'prompt':'a','suffix':'','logprobs':5,'max_tokens':1,'user':'u'",
        "'prompt':'a','temperature':0,'top_k':3,'n':8,'stop':'x','stream':true",
        "'prompt':[1],'tributary':{'resume_ids':[4],'return_ids':true}",
      })
  void check_accepts(String fields) throws JsonProcessingException {
    assertNull(CompletionRequestRules.check(request(fields)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prompt | 'stream':true",
        "prompt | 'prompt':null",
        "prompt | 'prompt':''",
        "prompt | 'prompt':['']",
        "prompt | 'prompt':[]",
        "prompt | 'prompt':7",
        "prompt | 'prompt':{'text':'a'}",
        "prompt | 'prompt':['a','b']",
        "prompt | 'prompt':[[1,2]]",
        "prompt | 'prompt':[[1],[2]]",
        "prompt | 'prompt':[1,'a']",
        "prompt | 'prompt':[1,-2]",
        "prompt | 'prompt':[1.5]",
        "prompt | 'prompt':[1,null]",
        "prompt | 'prompt':[99999999999]",
        "max_tokens | 'prompt':'a','max_tokens':0",
        "logprobs | 'prompt':'a','logprobs':6",
        "logprobs | 'prompt':'a','logprobs':-1",
        "suffix | 'prompt':'a','suffix':'b'",
        "echo | 'prompt':'a','echo':true",
        "best_of | 'prompt':'a','best_of':2",
        "n | 'prompt':'a','n':9",
        "temperature | 'prompt':'a','temperature':3",
        "stop | 'prompt':'a','stop':['']",
        "tributary.resume_ids | 'prompt':'a','n':2,'tributary':{'resume_ids':[1]}",
      })
  void check_namesTheField(String param, String fields) throws JsonProcessingException {
    Violation violation = CompletionRequestRules.check(request(fields));
    assertNotNull(violation, fields);
    assertEquals(param, violation.param());
    assertTrue(violation.message().contains(param), violation.message());
  }

  @Test
  void check_namesTheMissingModel() throws JsonProcessingException {
    Violation violation =
        CompletionRequestRules.check(Json.read("{'prompt':'a'}", CompletionRequest.class));
    assertNotNull(violation);
    assertEquals("model", violation.param());
  }

  @Test
  void prompt_isTextOrIds() throws JsonProcessingException {
    assertEquals(new CompletionPrompt.Text("once"), request("'prompt':'once'").promptToContinue());
    assertEquals(
        new CompletionPrompt.Text("once"), request("'prompt':['once']").promptToContinue());
    assertEquals(
        new CompletionPrompt.Ids(List.of(5, 6)), request("'prompt':[5,6]").promptToContinue());
    assertEquals(new CompletionPrompt.Ids(List.of(5)), request("'prompt':[5]").promptToContinue());
  }

  @Test
  void defaults_areOpenAis() throws JsonProcessingException {
    CompletionRequest request = request("'prompt':'a'");
    assertEquals(16, request.maxAnswer());
    assertEquals(1, request.sampling().answers());
    assertTrue(request.extension().delivered().isEmpty());
  }

  private static CompletionRequest request(String fields) throws JsonProcessingException {
    return Json.read("{'model':'m'," + fields + "}", CompletionRequest.class);
  }
}
