package org.tributary.webapp.page;

import io.micronaut.core.io.ResourceResolver;
import io.micronaut.http.context.ServerContextPathProvider;
import io.micronaut.web.router.resource.StaticResourceConfiguration;
import jakarta.inject.Singleton;
import java.util.List;

/** Serves the pages' own files from this jar, so that a server needs no setting to show them. */
@Singleton
class PageAssets extends StaticResourceConfiguration {
  static final String PATH = "/assets/**";

  PageAssets(ResourceResolver resources, ServerContextPathProvider contextPath) {
    super(resources, contextPath);
    setPaths(List.of("classpath:webapp"));
    setMapping(PATH);
  }
}
