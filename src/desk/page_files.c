/* Papers of a case: always a download, never shown inside our pages, except pictures, which are served
   alone in a sandbox without script, frames or requests. */
#include "desk/page_case.h"
#include "desk/page_routes.h"

int desk_act_file(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    const struct web_file *upload = web_file(request, STR("file"), 0);
    int64_t file;
    if (!upload)
        return ERROR(error, ERR_NOT_FOUND, STR("ファイル"));
    int e = desk_file_add(&actor, web_integer(request, STR("id")), upload->name,
                          upload->declared_type, upload->fd, &file, error);
    if (!e)
        desk_back_to_case(request, response, STR("書類を加えました。"));
    return e;
}

static int open_file(struct web_request *request, const struct web_actor *actor, int *fd,
                     struct desk_file *file, struct error *error)
{
    return desk_file_open(actor, web_integer(request, STR("id")),
                          web_integer(request, STR("file")), fd, file, error);
}

int desk_page_file(struct web_request *request, struct web_response *response, struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_file file;
    int fd;
    int e = open_file(request, &actor, &fd, &file, error);
    if (!e)
        web_download_fd(response, file.name, STR("application/octet-stream"), fd, file.size, false);
    return e;
}

int desk_page_picture(struct web_request *request, struct web_response *response,
                      struct error *error)
{
    struct web_actor actor = web_actor_of_request(request);
    struct desk_file file;
    int fd;
    int e = open_file(request, &actor, &fd, &file, error);
    if (e)
        return e;
    struct str type = desk_picture_type(&file);
    web_header(response, STR("Content-Security-Policy"), STR("sandbox; default-src 'none'"));
    web_download_fd(response, file.name, type.n ? type : STR("application/octet-stream"), fd,
                    file.size, type.n > 0);
    return 0;
}
