// The floor: what it takes to read every file, run libcmark over its body, and write the result. No records, no
// links, no pages, no checks; one thread.
//
//   bare CONTENT OUTPUT     OUTPUT must not exist

#include <cmark.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

static void fail(const std::string &what) {
  std::perror(what.c_str());
  std::exit(2);
}

static void read_file(const std::string &path, std::string &into) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(path);
  struct stat info;
  if (fstat(fd, &info) != 0) fail(path);
  into.resize(static_cast<size_t>(info.st_size));
  size_t done = 0;
  while (done < into.size()) {
    ssize_t count = read(fd, into.data() + done, into.size() - done);
    if (count <= 0) fail(path);
    done += static_cast<size_t>(count);
  }
  close(fd);
}

static void write_file(const std::string &path, const char *bytes, size_t size) {
  int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) fail(path);
  while (size > 0) {
    ssize_t count = write(fd, bytes, size);
    if (count < 0) fail(path);
    bytes += count;
    size -= static_cast<size_t>(count);
  }
  close(fd);
}

// The body: what stands behind the second line of three hyphens.
static std::string_view body(std::string_view text) {
  if (text.substr(0, 4) != "---\n") return text;
  // From the newline before the first key, so that empty frontmatter ends too.
  size_t end = text.find("\n---\n", 3);
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 5);
}

int main(int count, char **arguments) {
  if (count != 3) {
    std::fprintf(stderr, "usage: bare CONTENT OUTPUT\n");
    return 64;
  }
  const std::string content = arguments[1], output = arguments[2];
  if (mkdir(output.c_str(), 0755) != 0) fail(output);
  std::string text;
  size_t files = 0, read_bytes = 0, written_bytes = 0;
  for (const auto &entry : fs::recursive_directory_iterator(content)) {
    const std::string &path = entry.path().native();
    std::string target = output + path.substr(content.size());
    if (entry.is_directory()) {
      if (mkdir(target.c_str(), 0755) != 0) fail(target);
      continue;
    }
    if (path.compare(path.size() - 3, 3, ".md") != 0) continue;
    read_file(path, text);
    std::string_view markdown = body(text);
    char *html = cmark_markdown_to_html(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT);
    size_t size = std::strlen(html);
    target.replace(target.size() - 3, 3, ".html");
    write_file(target, html, size);
    std::free(html);
    files += 1;
    read_bytes += text.size();
    written_bytes += size;
  }
  std::fprintf(stderr, "%zu files, %.1f MB read, %.1f MB written\n", files, read_bytes / 1e6, written_bytes / 1e6);
  return 0;
}
